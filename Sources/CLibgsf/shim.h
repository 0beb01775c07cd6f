#ifndef BUNDLE_AUDIT_CLIBGSF_SHIM_H
#define BUNDLE_AUDIT_CLIBGSF_SHIM_H
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <gsf/gsf-infile.h>
#include <gsf/gsf-infile-msole.h>
#include <gsf/gsf-input.h>
#include <gsf/gsf-input-memory.h>
#include <gsf/gsf-outfile.h>
#include <gsf/gsf-outfile-msole.h>
#include <gsf/gsf-output-memory.h>
#include <gsf/gsf-utils.h>

// GObject's casts are macros, and its types are none that Swift should see: everything here is a `void *`.

static inline void ba_gsf_silent(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer user) {
  (void)domain; (void)level; (void)message; (void)user;
}

// Registers libgsf's types, once. What libgsf has to say of a broken file goes to nobody: it would end up on standard error, once for each fault.
static inline void ba_gsf_prepare(void) {
  gsf_init();
  const GLogLevelFlags levels = (GLogLevelFlags)(G_LOG_LEVEL_MASK & ~G_LOG_LEVEL_ERROR);
  g_log_set_handler("libgsf", levels, ba_gsf_silent, NULL);
  g_log_set_handler("libgsf:msole", levels, ba_gsf_silent, NULL);
  g_log_set_handler("GLib-GObject", levels, ba_gsf_silent, NULL);
  g_log_set_handler("GLib", levels, ba_gsf_silent, NULL);
}

// A compound file over memory that must outlive it; NULL where it is none.
static inline void *ba_gsf_open(const void *bytes, size_t size) {
  GsfInput *input = gsf_input_memory_new((const guint8 *)bytes, (gsf_off_t)size, FALSE);
  if (input == NULL) return NULL;
  GsfInfile *file = gsf_infile_msole_new(input, NULL);
  g_object_unref(input);
  return file;
}

static inline void ba_gsf_close(void *object) { g_object_unref(object); }

// How many entries a storage has; -1 for a stream.
static inline int ba_gsf_count(void *storage) { return GSF_IS_INFILE(storage) ? gsf_infile_num_children(GSF_INFILE(storage)) : -1; }

// The name is libgsf's own; NULL where there is none.
static inline const char *ba_gsf_name(void *storage, int index) { return gsf_infile_name_by_index(GSF_INFILE(storage), index); }

// An entry, to be closed; NULL where it is broken.
static inline void *ba_gsf_child(void *storage, int index) { return gsf_infile_child_by_index(GSF_INFILE(storage), index); }

static inline int64_t ba_gsf_size(void *stream) { return gsf_input_size(GSF_INPUT(stream)); }

// Goes to a place counted from the start; 0 where there is none.
static inline int ba_gsf_seek(void *stream, int64_t offset) { return !gsf_input_seek(GSF_INPUT(stream), (gsf_off_t)offset, G_SEEK_SET); }

// Copies the entries of a storage. `left` counts down the bytes that may still be copied; below 0 there were more. 0 where an entry is broken.
static inline int ba_gsf_copy_entries(GsfInfile *from, GsfOutfile *to, int depth, int64_t *left) {
  int count = gsf_infile_num_children(from);
  int whole = depth < 16 && count <= 4096;
  for (int index = 0; index < count && whole; index++) {
    GsfInput *entry = gsf_infile_child_by_index(from, index);
    if (entry == NULL) return 0;
    int is_storage = ba_gsf_count(entry) >= 0;
    *left -= 64 + (is_storage ? 0 : gsf_input_size(entry));
    GsfOutput *copy = *left < 0 ? NULL : gsf_outfile_new_child(to, gsf_infile_name_by_index(from, index), is_storage);
    whole = copy != NULL;
    if (whole && is_storage) {
      whole = ba_gsf_copy_entries(GSF_INFILE(entry), GSF_OUTFILE(copy), depth + 1, left);
    } else if (whole) {
      gsf_off_t rest;
      while (whole && (rest = gsf_input_remaining(entry)) > 0) {
        size_t step = rest > 65536 ? 65536 : (size_t)rest;
        const guint8 *bytes = gsf_input_read(entry, step, NULL);
        whole = bytes != NULL && gsf_output_write(copy, step, bytes);
      }
    }
    if (copy != NULL) {
      gsf_output_close(copy);
      g_object_unref(copy);
    }
    g_object_unref(entry);
  }
  return whole;
}

// A storage as a compound file of its own, of at most `most` bytes of streams, to be freed by ba_gsf_free; NULL where it has more, or is broken.
static inline void *ba_gsf_copy(void *storage, size_t most, intptr_t *count, int *too_large) {
  GsfOutput *memory = gsf_output_memory_new();
  GsfOutfile *file = gsf_outfile_msole_new(memory);
  int64_t left = (int64_t)most;
  int whole = ba_gsf_copy_entries(GSF_INFILE(storage), file, 0, &left);
  *too_large = left < 0;
  gsf_output_close(GSF_OUTPUT(file));
  void *result = NULL;
  if (whole) {
    *count = (intptr_t)gsf_output_size(memory);
    result = malloc((size_t)*count + 1);
    if (result != NULL) memcpy(result, gsf_output_memory_get_bytes(GSF_OUTPUT_MEMORY(memory)), (size_t)*count);
  }
  gsf_output_close(memory);
  g_object_unref(file);
  g_object_unref(memory);
  return result;
}

static inline void ba_gsf_free(void *bytes) { free(bytes); }

// Reads the next bytes; 0 where they are not all there.
static inline int ba_gsf_read(void *stream, size_t count, void *buffer) {
  return gsf_input_read(GSF_INPUT(stream), count, (guint8 *)buffer) != NULL;
}
#endif

// What scripts/bench measures everything against: inflates one part of each package by libzip, CRC checked, and does nothing else with it.
// Usage: inflate PART < paths, one a line. Prints how many bytes came out.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

int main(int argc, char **argv) {
  char path[4096];
  size_t capacity = 1 << 20;
  char *buffer = malloc(capacity);
  unsigned long long total = 0;
  if (argc != 2 || buffer == NULL) return 64;
  while (fgets(path, sizeof path, stdin)) {
    path[strcspn(path, "\n")] = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY, NULL);
    zip_stat_t about;
    if (archive == NULL || zip_stat(archive, argv[1], 0, &about) != 0) {
      fprintf(stderr, "%s: no such part\n", path);
      return 65;
    }
    if (about.size > capacity) {
      capacity = about.size;
      buffer = realloc(buffer, capacity);
      if (buffer == NULL) return 71;
    }
    zip_file_t *part = zip_fopen_index(archive, about.index, 0);
    if (part == NULL || zip_fread(part, buffer, about.size) != (zip_int64_t)about.size) {
      fprintf(stderr, "%s: cannot be read\n", path);
      return 65;
    }
    total += about.size;
    zip_fclose(part);
    zip_discard(archive);
  }
  printf("%llu\n", total);
  return 0;
}

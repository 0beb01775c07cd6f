#ifndef BUNDLE_AUDIT_CLIBXML2_SHIM_H
#define BUNDLE_AUDIT_CLIBXML2_SHIM_H
// Debian builds libxml2 with ICU, and encoding.h then includes the system's <unicode/ucnv.h>, whose UErrorCode clashes with the one that
// Swift's Foundation carries as soon as one file sees both modules. Only fields at the end of `xmlCharEncodingHandler` depend on the
// macro, and nothing here makes or measures one.
#include <libxml/xmlversion.h>
#undef LIBXML_ICU_ENABLED
#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/SAX2.h>
#include <libxml/HTMLparser.h>
#include <libxml/xmlerror.h>
#include <string.h>

// The options are an anonymous C enum that Swift sees as a distinct type each; one constant is easier to read than six casts.
//
// NOENT sounds like the opposite of what a careful reader wants. It only decides whether `&amp;` in an attribute arrives as `&`
// or as `&#38;` (parser.c, xmlParseAttValueComplex); entities of a document cannot be expanded, since a DOCTYPE ends the parse.
// HUGE lifts libxml2's own 10 MB text limit and its depth of 256: ours, in `Limits`, apply instead.
static inline int ba_xml_options(void) {
  return XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA | XML_PARSE_HUGE;
}

// A parser context over memory that speaks to `sax` alone: nothing of libxml2's tree builder, loader or error printer stays attached.
// NULL when memory is short. See xmlCreateMemoryParserCtxt in libxml2's parser.c.
static inline xmlParserCtxtPtr ba_xml_open(const void *bytes, int size, const xmlSAXHandler *sax, void *user) {
  xmlParserCtxtPtr context = xmlCreateMemoryParserCtxt((const char *)bytes, size);
  if (context == NULL) return NULL;
  xmlCtxtUseOptions(context, ba_xml_options());
  memcpy(context->sax, sax, sizeof(xmlSAXHandler));
  context->userData = user;
  return context;
}

// The same for bytes that come in pieces (xmlParseChunk); the first piece tells the encoding, for which four bytes are enough.
static inline xmlParserCtxtPtr ba_xml_open_push(const void *bytes, int size, const xmlSAXHandler *sax, void *user) {
  xmlParserCtxtPtr context = xmlCreatePushParserCtxt(NULL, NULL, (const char *)bytes, size, NULL);
  if (context == NULL) return NULL;
  xmlCtxtUseOptions(context, ba_xml_options());
  memcpy(context->sax, sax, sizeof(xmlSAXHandler));
  context->userData = user;
  return context;
}

// `xmlFreeParserCtxt` leaves a document that was begun; none is with our handlers, but a leak a file is not worth the doubt.
static inline void ba_xml_close(xmlParserCtxtPtr context) {
  if (context->myDoc != NULL) {
    xmlFreeDoc(context->myDoc);
    context->myDoc = NULL;
  }
  xmlFreeParserCtxt(context);
}

// A parser of HTML over UTF-8 in memory that speaks to `sax` alone. The encoding is settled by the caller: IGNORE_ENC keeps `<meta>` from changing it,
// and without a charset set the parser would take anything beyond ASCII for Latin-1 (HTMLparser.c, htmlCurrentChar).
static inline htmlParserCtxtPtr ba_html_open(const void *utf8, int size, const xmlSAXHandler *sax, void *user) {
  htmlParserCtxtPtr context = htmlCreateMemoryParserCtxt((const char *)utf8, size);
  if (context == NULL) return NULL;
  htmlCtxtUseOptions(
      context, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
  xmlSwitchEncoding(context, XML_CHAR_ENCODING_UTF8);
  memcpy(context->sax, sax, sizeof(xmlSAXHandler));
  context->userData = user;
  return context;
}

static inline void ba_html_close(htmlParserCtxtPtr context) {
  if (context->myDoc != NULL) {
    xmlFreeDoc(context->myDoc);
    context->myDoc = NULL;
  }
  htmlFreeParserCtxt(context);
}
#endif

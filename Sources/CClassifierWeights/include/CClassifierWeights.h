#ifndef BUNDLE_AUDIT_CCLASSIFIERWEIGHTS_H
#define BUNDLE_AUDIT_CCLASSIFIERWEIGHTS_H
#include <stddef.h>

/// The bytes of cas-2023.weights. A function, since Swift does not import arrays of unknown size.
const unsigned char *bundle_audit_cas_2023_weights(size_t *count);
#endif

// The fitted weights as bytes of the binary. SwiftPM's `.embedInCode` writes a Swift array literal, which takes the compiler minutes
// at this size; C23's `#embed`, which clang knows in every C mode, takes none. The file itself is text that a person can read: see its head.
#include "CClassifierWeights.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char bytes[] = {
#embed "cas-2023.weights"
};

const unsigned char *bundle_audit_cas_2023_weights(size_t *count) {
  *count = sizeof bytes;
  return bytes;
}

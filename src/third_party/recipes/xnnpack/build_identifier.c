// XNNPACK compares these bytes with those stored in a weights cache file, which Residua does not
// use. Upstream generates them from the list of micro-kernels.

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const char identifier[] = "residua";

size_t xnn_experimental_get_build_identifier_size(void) { return sizeof(identifier); }

const void* xnn_experimental_get_build_identifier_data(void) { return identifier; }

bool xnn_experimental_check_build_identifier(const void* data, const size_t size) {
  return size == sizeof(identifier) && memcmp(data, identifier, size) == 0;
}

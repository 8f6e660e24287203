#include "tables.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char table[] __attribute__((aligned(16))) = {
#embed "kubernetes.bin"
};

const unsigned char *moat_kubernetes_table_base(void) { return table; }

unsigned long moat_kubernetes_table_count(void) { return sizeof table; }

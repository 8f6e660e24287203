#ifndef MOAT_TABLES_H
#define MOAT_TABLES_H

/// The Kubernetes API table; its format is described in make_kubernetes_table.py.
const unsigned char *moat_kubernetes_table_base(void);
unsigned long moat_kubernetes_table_count(void);

#endif

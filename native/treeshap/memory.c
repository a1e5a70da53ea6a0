// Memory is handed out from the end of the module's own data on, and given back from the last piece on.
#include "treeshap.h"

extern uint8_t __heap_base;
static uintptr_t next;

uint32_t mark(void) {
  if (next == 0) next = (uintptr_t)&__heap_base;
  return next;
}

// 0: there is no more.
void *take(uint32_t bytes) {
  uintptr_t from = (mark() + 63) & ~(uintptr_t)63;
  uint64_t to = (uint64_t)from + bytes;
  uint64_t have = (uint64_t)__builtin_wasm_memory_size(0) << 16;
  if (to > 0xfff00000ull) return 0;
  if (to > have && __builtin_wasm_memory_grow(0, (uint32_t)((to - have + 65535) >> 16)) == (uintptr_t)-1) return 0;
  next = (uintptr_t)to;
  return (void *)from;
}

void release(uint32_t to) { next = to; }

/** Learning rates and what the machine did are drawn as they are. */
export function isRaw(metric: string): boolean {
  return metric.startsWith("system/") || /(^|[/_.-])(lr|learning_rate)([/_.-]|$)/i.test(metric);
}

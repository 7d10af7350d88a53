import type { Share, Size } from "../definition/units";

const BINARY_UNITS = [
  ["Ti", 1024 ** 4],
  ["Gi", 1024 ** 3],
  ["Mi", 1024 ** 2],
] as const;

/**
 * Processor time as Kubernetes writes it back: `250m`, `1`. Another spelling of the same would be a difference between
 * what was asked for and what is there. Source: Kubernetes, resource.Quantity, canonical form.
 */
export function cpuQuantity(share: Share): string {
  const thousandths = Math.round(share.ratio * 1000);
  return thousandths % 1000 === 0 ? String(thousandths / 1000) : `${thousandths}m`;
}

/** Whole MiB as Kubernetes writes them back: `64Mi`, `1Gi`. Source: Kubernetes, resource.Quantity, canonical form. */
export function memoryQuantity(size: Size): string {
  const [unit, bytes] = BINARY_UNITS.find(([, each]) => size.bytes % each === 0) ?? ["", 1];
  return `${size.bytes / bytes}${unit}`;
}

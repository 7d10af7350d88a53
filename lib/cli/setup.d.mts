/** Types of what TypeScript uses of setup.mjs, which itself runs before there is a compiler. */
export const ROOT: string;
export const OLDEST_TERRAFORM: string;
export function userError(message: string): Error;
export function readIfThere(file: string): string | undefined;
export function writeWhole(file: string, content: string): void;
export function sha256(content: string): string;
export function findProgram(name: string, folders?: string): string | undefined;
export function compareVersions(a: string, b: string): number;
export function howToGet(tool: "go" | "terraform"): string;
export function withLock<T>(lock: string, action: () => T | Promise<T>): Promise<T>;

/** Plain JavaScript: Jest reads TypeScript here only with ts-node, or with Node.js 22.18 or newer. */
export default {
  testEnvironment: "node",
  testMatch: ["<rootDir>/__tests__/**/*.test.ts"],
  transform: { "^.+\\.(ts|mjs)$": ["@swc/jest", { jsc: { target: "es2022" } }] },
  modulePathIgnorePatterns: ["<rootDir>/cdktf.out", "<rootDir>/.landfall"],
};

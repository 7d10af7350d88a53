import js from "@eslint/js";
import prettier from "eslint-config-prettier";
import importX, { createNodeResolver } from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** Which folder may import which, from the top down: each one only itself and those below it. */
const LAYERS = [
  ["main.ts"],
  ["lib/cli"],
  ["stacks"],
  ["lib/vps", "lib/serverless", "lib/edge"],
  ["lib/aws"],
  ["lib/terraform"],
  ["lib/report"],
  ["lib/host"],
  ["lib/nginx", "lib/systemd"],
  ["lib/cost", "lib/program"],
  ["lib/load", "lib/prices"],
  ["lib/definition"],
];

const zones = LAYERS.flatMap((layer, depth) =>
  layer.map((target) => ({
    target,
    from: LAYERS.slice(0, depth)
      .flat()
      .concat(layer.filter((peer) => peer !== target)),
    message: `${target} may import only what is below it; see docs/architecture.md.`,
  })),
).filter(({ from }) => from.length > 0);

const CDKTF_MESSAGE =
  "Import cdktf and constructs through lib/terraform, so that a move to a fork is one edit.";
const ROOT_IMPORTS = ["aws", "docker", "kubernetes", "tls", "random"].map((name) => ({
  name: `@cdktf/provider-${name}`,
  message: `The root import costs seconds and a gigabyte: import @cdktf/provider-${name}/lib/<resource>.`,
}));

export default tseslint.config(
  { ignores: ["node_modules/", "cdktf.out/", ".landfall/", "coverage/"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.strictTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".js", ".json"] })] },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones }],
      "no-restricted-imports": [
        "error",
        {
          paths: [
            { name: "cdktf", message: CDKTF_MESSAGE },
            { name: "constructs", message: CDKTF_MESSAGE },
            ...ROOT_IMPORTS,
          ],
        },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "max-lines": ["error", { max: 400 }],
      "no-console": "error",
    },
  },
  { files: ["lib/terraform/cdktf.ts"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["__tests__/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off", "max-lines-per-function": "off" },
  },
  {
    files: ["**/*.mjs"],
    languageOptions: {
      globals: { process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly" },
    },
  },
  prettier,
);

import next from "eslint-config-next/core-web-vitals";
import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const TYPESCRIPT = ["**/*.{ts,tsx}"];
const PURE = ["machines/**/*.ts", "collectors/**/*.ts", "runbooks/**/*.ts"];
const APP = ["app/**/*.{ts,tsx}", "proxy.ts", "instrumentation.ts"];

/** Where a framework or a tool asks for `export default`. */
const DEFAULT_EXPORTS = [
  "app/**/{page,layout,template,route,loading,error,global-error,not-found,default,manifest,icon,robots,sitemap}.{ts,tsx}",
  "runbooks/*/runbook.ts",
  "*.config.{js,ts,mjs}",
  "*.config.*.{js,ts,mjs}",
  "proxy.ts",
  "test/run/reporter.mjs",
];

const forbidEmptyCatch = {
  selector: "CatchClause > BlockStatement[body.length=0]",
  message: "A caught error is answered: return a failure that says what it means, or rethrow with `cause`.",
};

const IMPURE_GLOBALS = [
  ["process", "The judgement knows no process: pass what is needed."],
  ["fetch", "No network here: name the reading that is wanted."],
  ["setTimeout", "No timers here: the server waits."],
  ["setInterval", "No timers here: the server waits."],
  ["setImmediate", "No timers here: the server waits."],
  ["queueMicrotask", "No scheduling here."],
  ["performance", "No clock here: times come with the events."],
  ["crypto", "No randomness here: ids are handed in."],
  ["Buffer", "Text in, data out: bytes are decoded in the server."],
  ["console", "Nothing is printed here: return it."],
  ["window", "This also runs in the server."],
  ["document", "This also runs in the server."],
].map(([name, message]) => ({ name, message }));

const IMPURE_SYNTAX = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: "No clock here: times come with the events.",
  },
  { selector: "CallExpression[callee.name='Date']", message: "No clock here: times come with the events." },
  {
    selector:
      ":matches(CallExpression[callee.property.name='localeCompare'][arguments.length=1], CallExpression[callee.property.name=/^toLocale/][arguments.length=0])",
    message: "Order and text must not depend on the machine's language: name one.",
  },
];

const runbookMay = (selector, what) => ({ selector, message: `A runbook is data: no ${what}.` });

const RUNBOOK_SYNTAX = [
  runbookMay(":matches(FunctionDeclaration, FunctionExpression, ArrowFunctionExpression)", "functions"),
  runbookMay(":matches(ClassDeclaration, ClassExpression, NewExpression)", "classes"),
  runbookMay("TemplateLiteral[expressions.length>0]", "template expressions"),
  runbookMay("TaggedTemplateExpression", "tagged templates"),
  runbookMay(":matches(SpreadElement, RestElement)", "spreads"),
  runbookMay("CallExpression:not([callee.name='defineRunbook'])", "calls but defineRunbook"),
  runbookMay(
    ":matches(IfStatement, SwitchStatement, ConditionalExpression, LogicalExpression)",
    "branches; causes and what they predict decide",
  ),
  runbookMay(":matches(ForStatement, ForOfStatement, ForInStatement, WhileStatement)", "loops"),
  runbookMay(":matches(AwaitExpression, ImportExpression)", "waiting"),
];

/** Nothing only warns: what is not worth an error is switched off. */
const asErrors = (rules = {}) =>
  Object.fromEntries(Object.entries(rules).map(([name, setting]) => [name, setting === "warn" ? "error" : setting]));

const nextForApp = next
  .filter(({ plugins, rules }) => plugins || rules)
  .map((config) => ({ ...config, files: APP, rules: asErrors(config.rules) }));

export default defineConfig([
  globalIgnores([
    "node_modules/",
    ".next/",
    ".culprit/",
    "data/",
    "prisma/generated/",
    "next-env.d.ts",
    "test/artefacts/",
    "**/recordings/",
  ]),
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  ...nextForApp,
  {
    files: TYPESCRIPT,
    extends: [tseslint.configs.recommended],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" }],
      "@typescript-eslint/only-throw-error": "error",
    },
  },
  {
    files: ["**/*.{ts,tsx,js,mjs,cjs}"],
    rules: {
      eqeqeq: "error",
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
      "max-params": ["error", 3],
      "max-depth": ["error", 4],
      "no-else-return": "error",
      "no-empty": ["error", { allowEmptyCatch: false }],
      "no-eval": "error",
      "no-implied-eval": "error",
      "no-new-func": "error",
      "no-param-reassign": "error",
      "no-restricted-exports": [
        "error",
        {
          restrictDefaultExports: {
            direct: true,
            named: true,
            defaultFrom: true,
            namedFrom: true,
            namespaceFrom: true,
          },
        },
      ],
      "no-restricted-syntax": [
        "error",
        forbidEmptyCatch,
        {
          selector: "TSEnumDeclaration",
          message: "A union of words says the same and disappears at run time.",
        },
      ],
      "no-return-assign": "error",
      "no-throw-literal": "error",
      "no-unused-expressions": "error",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
    },
  },
  {
    files: PURE,
    rules: {
      "no-restricted-globals": ["error", ...IMPURE_GLOBALS],
      "no-restricted-properties": [
        "error",
        { object: "Date", property: "now", message: "No clock here: times come with the events." },
        {
          object: "Math",
          property: "random",
          message: "The same facts must give the same judgement, always.",
        },
        { object: "globalThis", property: "process" },
        { object: "globalThis", property: "fetch" },
      ],
      "no-restricted-syntax": ["error", forbidEmptyCatch, ...IMPURE_SYNTAX],
    },
  },
  {
    files: ["runbooks/*/runbook.ts"],
    rules: {
      "no-restricted-syntax": ["error", ...RUNBOOK_SYNTAX],
      /** One document, read from top to bottom, that may import nothing: it cannot be split. */
      "max-lines": ["error", { max: 900, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["app/**/*.tsx"],
    rules: { "max-lines-per-function": ["error", { max: 150, skipBlankLines: true, skipComments: true }] },
  },
  {
    files: ["test/**/*.{ts,tsx,mjs}"],
    rules: {
      "max-lines-per-function": "off",
      /** Assertions of chai style, and calls made for what they refuse. */
      "@typescript-eslint/no-unused-expressions": "off",
    },
  },
  {
    files: APP,
    /** Says only that React's compiler would skip the file; we do not use the compiler. */
    rules: { "react-hooks/incompatible-library": "off" },
  },
  { files: DEFAULT_EXPORTS, rules: { "no-restricted-exports": "off" } },
]);

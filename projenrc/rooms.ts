import { Component, JsonFile, TaskStep, javascript, typescript } from 'projen';

/** The rooms that jsii neither compiles nor publishes, and where their code runs. */
const UNPUBLISHED_ROOMS = {
  handlers: { lib: ['es2023', 'es2024.string'], types: ['node', 'aws-lambda'] },
  client: { lib: ['es2023', 'es2024.string', 'dom', 'dom.iterable'], types: [] },
  local: { lib: ['es2023', 'es2024.string'], types: ['node', 'ws'] },
};

/** Who may import whom: each room, and what of `src/` it reaches. */
const MAY_IMPORT: Record<string, string[]> = {
  construct: ['construct', 'protocol'],
  protocol: ['protocol'],
  handlers: ['handlers', 'protocol'],
  client: ['client', 'protocol'],
  local: ['local', 'protocol'],
};

/** The house rules: a type-check for each unpublished room, as strict as jsii's, and the directions of imports. */
export class Rooms extends Component {
  constructor(project: typescript.TypeScriptProject) {
    super(project);
    this.typeCheck(project);
    this.importDirections(project);
  }

  private typeCheck(project: typescript.TypeScriptProject) {
    const steps: TaskStep[] = [];
    for (const [room, { lib, types }] of Object.entries(UNPUBLISHED_ROOMS)) {
      const file = new JsonFile(project, `src/${room}/tsconfig.json`, {
        marker: true,
        obj: {
          compilerOptions: {
            target: 'ES2022',
            lib,
            types,
            module: 'esnext',
            moduleResolution: 'bundler',
            strict: true,
            alwaysStrict: true,
            exactOptionalPropertyTypes: true,
            noEmit: true,
            noFallthroughCasesInSwitch: true,
            noImplicitOverride: true,
            noImplicitReturns: true,
            noPropertyAccessFromIndexSignature: false,
            noUncheckedIndexedAccess: true,
            noUnusedLocals: true,
            noUnusedParameters: true,
            isolatedModules: true,
            esModuleInterop: true,
            skipLibCheck: true,
          },
          include: ['**/*.ts', '../protocol/**/*.ts'],
        },
      });
      steps.push({ exec: `tsc -p ${file.path}` });
    }
    const scripts = new JsonFile(project, 'bench/tsconfig.json', {
      obj: {
        compilerOptions: {
          target: 'ES2022',
          lib: ['es2023'],
          types: ['node'],
          module: 'nodenext',
          strict: true,
          noEmit: true,
          allowJs: true,
          checkJs: true,
          skipLibCheck: true,
        },
        include: ['*.mjs', '../projenrc/*.mjs'],
      },
    });
    steps.push({ exec: `tsc -p ${scripts.path}` }, { exec: 'tsc --noEmit -p tsconfig.dev.json' });
    project.addTask('typecheck', { description: 'Type-check what jsii does not compile: handlers, client, local room, tests', steps });
  }

  private importDirections(project: typescript.TypeScriptProject) {
    const zones = Object.entries(MAY_IMPORT).map(([room, allowed]) => ({
      target: `./src/${room}`,
      from: './src',
      except: allowed.map((name) => `./${name}`),
      message: `src/${room} may import ${allowed.join(' and ')} only`,
    }));
    const eslint = javascript.Eslint.of(project)!;
    eslint.addRules({
      'import/no-restricted-paths': ['error', {
        zones: [
          ...zones,
          { target: './src/handlers/chat', from: './src/handlers', except: ['./chat'], message: 'chat/ is pure: it knows its ports, not AWS' },
          { target: './src/index.ts', from: './src', except: ['./construct'], message: 'the package exports the construct and nothing else' },
        ],
      }],
      'import/order': ['error', {
        groups: ['builtin', 'external', 'internal', 'parent', 'sibling'],
        alphabetize: { order: 'asc', caseInsensitive: true },
      }],
      '@typescript-eslint/no-explicit-any': 'error',
      'import/no-extraneous-dependencies': ['error', { devDependencies: true, optionalDependencies: false, peerDependencies: true }],
    });
    eslint.addOverride({
      files: ['src/construct/**/*.ts', 'src/protocol/limits.ts', 'src/protocol/environment.ts'],
      rules: { 'import/no-extraneous-dependencies': ['error', { devDependencies: false, optionalDependencies: false, peerDependencies: true }] },
    });
    eslint.addOverride({
      files: ['src/protocol/limits.ts', 'src/protocol/environment.ts'],
      rules: { 'no-restricted-syntax': ['error', { selector: 'ImportDeclaration', message: 'jsii compiles this file: it imports nothing' }] },
    });
  }
}

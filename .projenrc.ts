import { awscdk, javascript } from 'projen';
import { Assets } from './projenrc/assets';
import { Rooms } from './projenrc/rooms';
import { Tests } from './projenrc/tests';

const project = new awscdk.AwsCdkConstructLibrary({
  name: 'cdk-serverless-chatroom',
  description: 'A production chat room for any AWS CDK app, in one construct, that also runs whole on a laptop',
  keywords: ['aws', 'aws-cdk', 'cdk', 'chat', 'websocket', 'serverless', 'api-gateway', 'cognito', 'dynamodb'],
  author: 'cdk-serverless-chatroom maintainers',
  authorOrganization: true,
  authorAddress: 'cdk-serverless-chatroom@example.com',
  repositoryUrl: 'https://github.com/cdk-serverless-chatroom/cdk-serverless-chatroom.git',
  license: 'Apache-2.0',
  copyrightOwner: 'The cdk-serverless-chatroom authors',
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  packageManager: javascript.NodePackageManager.NPM,
  projenrcTs: true,

  // 2.257.0 is the first with `Validations.of(x).acknowledge`, which cdk-nag 3 reads. CI synthesizes with this floor;
  // the development dependency below is newer, for its CloudFormation validator.
  cdkVersion: '2.257.0',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0', // 7 breaks ts-node, ts-jest and projen
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '24.x', // brings the npm that trusted publishing needs
  tsconfigDevFile: 'tsconfig.dev.json',
  tsconfigDev: {
    include: ['.projenrc.ts', 'projenrc/**/*.ts', 'examples/typescript/**/*.ts'],
    exclude: ['lib', 'dist', '**/cdk.out', '**/node_modules'],
    // Tests reach into the rooms that jsii never sees: the page in a browser, and ESM-only packages.
    compilerOptions: {
      lib: ['es2023', 'es2024.string', 'dom', 'dom.iterable'],
      module: 'node20', // the first that lets CommonJS require ES modules
      noUncheckedIndexedAccess: false,
      paths: { 'cdk-serverless-chatroom': ['./src/index.ts'] },
    },
  },
  sampleCode: false,

  devDeps: [
    '@types/aws-lambda',
    '@types/node@^20',
    '@types/ws',
    'aws-cdk-lib@^2.276.0', // the newest; the peer floor is `cdkVersion`
    'constructs@^10.5.1',
    'aws-cdk@^2', // 3.0.0 on npm is a stray that cannot read today's cloud assemblies
    // handlers (bundled, never installed by users)
    '@aws-sdk/client-apigatewaymanagementapi',
    '@aws-sdk/client-cognito-identity-provider',
    '@aws-sdk/client-dynamodb',
    '@aws-sdk/client-secrets-manager',
    '@aws-sdk/lib-dynamodb',
    '@smithy/signature-v4',
    'aws-jwt-verify',
    'ulid',
    'valibot',
    // client
    'lit',
    // local room
    'dynalite',
    'jose',
    'ws',
    // tests
    '@axe-core/playwright',
    '@sparticuz/chromium@143.0.4', // later ones want Node 22
    'fast-check',
    'openid-client',
    'playwright-core',
  ],
  peerDependencyOptions: { pinnedDevDependency: false },
  bundlerOptions: { esbuildVersion: '^0.28.2' },
  lambdaAutoDiscover: false, // its bundles leave the SDK out and are not minified
  excludeTypescript: ['src/handlers/**', 'src/client/**', 'src/local/**', 'src/protocol/**'], // what the construct imports of protocol/ is compiled all the same

  npmTrustedPublishing: true,
  publishToPypi: { distName: 'cdk-serverless-chatroom', module: 'cdk_serverless_chatroom', trustedPublishing: true },

  depsUpgrade: false,
  buildWorkflowOptions: { mutableBuild: false }, // CI never pushes commits
  githubOptions: { mergify: false },
  pullRequestTemplate: false,
  eslintOptions: {
    dirs: ['src', 'examples/typescript'],
    devdirs: ['test', 'projenrc'],
    projectService: false,
    tsconfigPath: './tsconfig.dev.json',
    commandOptions: { fix: false }, // tests change no sources
  },
  jestOptions: {
    updateSnapshot: javascript.UpdateSnapshot.NEVER,
    configFilePath: 'jest.config.json',
    jestConfig: {
      collectCoverage: false,
      testTimeout: 60_000,
      testPathIgnorePatterns: ['/node_modules/', '/test/python/', '/test/floor/'],
      // packages without CommonJS, which jest does not load as they are
      transform: {
        '/node_modules/(jose|oauth4webapi|openid-client)/.+\\.js$': new javascript.Transform('<rootDir>/test/esbuild-transform.cjs'),
      },
      transformIgnorePatterns: ['/node_modules/(?!(jose|oauth4webapi|openid-client)/)'],
    },
  },
});

// `npm ci` refuses a lock file that names a newer one: some of its platform packages were never published
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// the lock file must not name the registry of whoever wrote it
new javascript.NpmConfig(project).addConfig('omit-lockfile-registry-resolved', 'true');

for (const path of ['/.ci/', '/.npmrc', '/bench/', '/docs/', '/examples/', '/jest.config.json', '/rosetta/', '/tsconfig.dev.json', '/CONTRIBUTING.md']) {
  project.addPackageIgnore(path);
}

project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './.jsii': './.jsii', // jsii and the Construct Hub read these two
  './package.json': './package.json',
});
project.compileTask.env('JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION', '20');

// every snippet of the README and of doc comments compiles; the other languages' documents get their translations
project.postCompileTask.exec('jsii-rosetta extract --strict', { env: { JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' } });
project.addGitIgnore('/.jsii.tabl.json');

new Rooms(project);
new Assets(project);
new Tests(project);

project.synth();

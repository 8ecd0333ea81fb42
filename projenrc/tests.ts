import { Component, awscdk } from 'projen';

/**
 * What `npm test` runs: everything that needs Node.js alone. What needs Python or a registry has tasks of its own, which
 * `.ci/run` calls as well.
 */
export class Tests extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const typecheck = project.tasks.tryFind('typecheck')!;
    for (const task of [project.compileTask, typecheck, project.bundler.bundleTask]) project.testTask.prependSpawn(task);

    project.addTask('test:python', {
      description: 'Build the wheel, and synthesize the Python example with it',
      env: { JEST_JUNIT_OUTPUT_NAME: 'junit-python.xml' },
      steps: [{ spawn: 'package:python' }, { exec: 'jest --ci --testPathIgnorePatterns=node_modules --testMatch "**/test/python/**/*.test.ts"' }],
    });
    project.addTask('test:floor', {
      description: 'Synthesize with the oldest aws-cdk-lib that is supported',
      env: { JEST_JUNIT_OUTPUT_NAME: 'junit-floor.xml' },
      exec: 'jest --ci --testPathIgnorePatterns=node_modules --testMatch "**/test/floor/**/*.test.ts"',
    });
    project.addTask('screenshot', { description: "Take the README's picture anew, in the local chat room", exec: 'ts-node --transpile-only --project tsconfig.dev.json projenrc/screenshot.ts' });
    project.addTask('bench', { description: 'Measure: a table, or with --json for programs', exec: 'node bench/bench.mjs', receiveArgs: true });
  }
}

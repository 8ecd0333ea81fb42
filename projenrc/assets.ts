import { Component, awscdk } from 'projen';

/**
 * What is built and published beside the construct: handler bundles, the page and the local room.
 * They are made by one program, `projenrc/build.mjs`, which `npm start` uses too.
 */
export class Assets extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const bundle = project.bundler.bundleTask;
    bundle.reset('node projenrc/build.mjs');
    bundle.description = 'Build handler bundles, page, local room and its template, where sources changed';

    project.addPackageIgnore('/assets/.stamps/');

    const check = project.addTask('check:assets', {
      description: 'Fail where a bundle is missing, so that no package is ever made without them',
      exec: 'node projenrc/build.mjs --check',
    });
    for (const name of ['package:js', 'package:python']) {
      project.tasks.tryFind(name)!.prependSpawn(check);
    }

    project.setScript('start', 'exec node projenrc/start.mjs'); // exec: npm and projen pass no signals on to grandchildren
    project.package.addBin({ 'cdk-serverless-chatroom': 'assets/local/command.js' });
  }
}

import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { readCloudAssembly } from '../../../src/local/template/cloud-assembly';

let directory: string;
beforeEach(() => { directory = fs.mkdtempSync(path.join(os.tmpdir(), 'assembly-')); });
afterEach(() => { fs.rmSync(directory, { recursive: true }); });

function write(file: string, content: unknown): void {
  fs.mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
  fs.writeFileSync(path.join(directory, file), typeof content === 'string' ? content : JSON.stringify(content));
}

const stackOf = (name: string) => ({ type: 'aws:cloudformation:stack', properties: { templateFile: `${name}.template.json` } });

test('every stack is read, those of nested assemblies too, with its assets', () => {
  write('manifest.json', {
    artifacts: {
      'App.assets': { type: 'cdk:asset-manifest', properties: { file: 'App.assets.json' } },
      'App': { ...stackOf('App'), metadata: { '/App/Chat/Api': [{ type: 'aws:cdk:logicalId', data: 'ChatApi' }] }, additionalMetadataFile: 'App.metadata.json' },
      'Prod': { type: 'cdk:cloud-assembly', properties: { directoryName: 'assembly-Prod' } },
      'Tree': { type: 'cdk:tree', properties: { file: 'tree.json' } },
    },
  });
  write('App.assets.json', {
    files: {
      abc: { source: { path: '../handlers/send' }, destinations: { here: { objectKey: 'abc.zip' } } },
      def: { source: { path: '/elsewhere/send' }, destinations: { here: { objectKey: 'prefix/def.zip' } } },
      ghi: { source: { executable: ['make'] } },
    },
  });
  write('App.template.json', { Resources: {} });
  write('App.metadata.json', {
    '/App': [{ type: 'aws:cdk:warning', data: 'hm' }],
    '/App/Chat/Queue/Resource': [{ type: 'aws:cdk:creationStack', data: [] }, { type: 'aws:cdk:logicalId', data: 'ChatQueue' }],
  });
  write('assembly-Prod/manifest.json', { artifacts: { ProdApp: { ...stackOf('ProdApp'), properties: { templateFile: 'P.json', stackName: 'Prod-App' } } } });
  write('assembly-Prod/P.json', { Resources: { A: { Type: 'T' } } });

  const stacks = readCloudAssembly(directory, 'synthesize');
  expect(stacks.map(({ name }) => name)).toEqual(['App', 'Prod-App']);
  expect(stacks[1].template.Resources).toEqual({ A: { Type: 'T' } });
  expect(Object.fromEntries(stacks[0].paths)).toEqual({ ChatApi: 'App/Chat/Api', ChatQueue: 'App/Chat/Queue/Resource' });
  expect(Object.fromEntries(stacks[0].assets)).toEqual({
    'abc.zip': path.join(path.dirname(directory), 'handlers', 'send'),
    'prefix/def.zip': path.resolve('/elsewhere/send'),
  });
});

test('one line says what is missing or broken, and what to do', () => {
  expect(() => readCloudAssembly(path.join(directory, 'nowhere'), 'synthesize it')).toThrow(/there is no cloud assembly in ".*nowhere": synthesize it/);
  write('manifest.json', '{');
  expect(() => readCloudAssembly(directory, 'synthesize it')).toThrow(/manifest\.json" is not JSON: synthesize it/);
  write('manifest.json', { artifacts: { App: stackOf('App') } });
  expect(() => readCloudAssembly(directory, 'synthesize it')).toThrow(/cannot read ".*App\.template\.json" \(ENOENT\): synthesize it/);
});

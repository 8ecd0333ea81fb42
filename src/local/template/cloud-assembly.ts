import * as fs from 'node:fs';
import * as path from 'node:path';
import { CommandError } from '../command-error';
import type { Template } from './template';

/** A stack of a cloud assembly: its template, and where the files of its assets are. */
export interface AssemblyStack {
  readonly name: string;
  readonly template: Template;
  /** From logical id to construct path, as `App/Chatroom/SendMessage/Resource`. */
  readonly paths: ReadonlyMap<string, string>;
  /** From the object key under which a template names an asset to its folder or file. */
  readonly assets: ReadonlyMap<string, string>;
}

/** By construct path, with a slash before it. */
type Metadata = Record<string, readonly { readonly type: string; readonly data?: unknown }[]>;

interface Manifest {
  readonly artifacts?: Record<string, {
    readonly type: string;
    readonly metadata?: Metadata;
    readonly additionalMetadataFile?: string;
    readonly properties?: {
      readonly directoryName?: string;
      readonly file?: string;
      readonly stackName?: string;
      readonly templateFile?: string;
    };
  }>;
}

interface AssetManifest {
  readonly files?: Record<string, {
    readonly source: { readonly path?: string };
    readonly destinations?: Record<string, { readonly objectKey: string }>;
  }>;
}

/**
 * Reads what `cdk synth` wrote: every stack, those of nested assemblies (stages) too.
 *
 * @param remedy what to do when there is nothing to read
 */
export function readCloudAssembly(directory: string, remedy: string): AssemblyStack[] {
  if (!fs.existsSync(path.join(directory, 'manifest.json'))) {
    throw new CommandError(`there is no cloud assembly in "${directory}": ${remedy}`);
  }
  const { artifacts = {} } = readJson<Manifest>(path.join(directory, 'manifest.json'), remedy);
  const assets = new Map<string, string>();
  const stacks: AssemblyStack[] = [];
  for (const [id, { type, properties = {}, metadata = {}, additionalMetadataFile }] of Object.entries(artifacts)) {
    if (type === 'cdk:asset-manifest' && properties.file) {
      readAssets(directory, readJson<AssetManifest>(path.join(directory, properties.file), remedy), assets);
    } else if (type === 'aws:cloudformation:stack' && properties.templateFile) {
      const template = readJson<Template>(path.join(directory, properties.templateFile), remedy);
      const furtherMetadata = additionalMetadataFile === undefined ? {} : readJson<Metadata>(path.join(directory, additionalMetadataFile), remedy);
      stacks.push({ name: properties.stackName ?? id, template, paths: constructPaths({ ...metadata, ...furtherMetadata }), assets });
    } else if (type === 'cdk:cloud-assembly' && properties.directoryName) {
      stacks.push(...readCloudAssembly(path.join(directory, properties.directoryName), remedy));
    }
  }
  return stacks;
}

function constructPaths(metadata: Metadata): Map<string, string> {
  return new Map(Object.entries(metadata).flatMap(([constructPath, entries]) => (
    entries.filter(({ type }) => type === 'aws:cdk:logicalId').map(({ data }) => [String(data), constructPath.slice(1)] as const)
  )));
}

function readAssets(directory: string, manifest: AssetManifest, assets: Map<string, string>): void {
  for (const { source, destinations = {} } of Object.values(manifest.files ?? {})) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, path.resolve(directory, source.path));
  }
}

function readJson<T>(file: string, remedy: string): T {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`cannot read "${file}" (${(error as NodeJS.ErrnoException).code ?? 'unknown error'}): ${remedy}`);
  }
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new CommandError(`"${file}" is not JSON: ${remedy}`);
  }
}

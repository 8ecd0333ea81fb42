import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, PARTITION, REGION, URL_SUFFIX, arn } from '../aws-account';
import { CommandError } from '../command-error';
import type { AssemblyStack } from './cloud-assembly';
import { NO_VALUE, evaluateIntrinsics, type IntrinsicScope } from './intrinsic-functions';
import { physicalId } from './physical-id';
import { resourceAttribute } from './resource-attribute';
import type { TemplateResource } from './template';

/** A resource as if it were deployed. */
export interface DeployedResource {
  readonly logicalId: string;
  readonly type: string;
  /** Path of its construct, as `Stack/Chatroom/HttpApi/Resource`; its logical id where the template names none. */
  readonly path: string;
  readonly physicalId: string;
  readonly arn: string;
  /** Without intrinsic functions. */
  readonly properties: Record<string, unknown>;
  /** From the object key of an asset to its folder. */
  readonly assets: ReadonlyMap<string, string>;
}

/** The id of a resource's construct: `SendMessage` of `Stack/Chatroom/SendMessage/Resource`. */
export function constructId({ path, logicalId }: DeployedResource): string {
  const parts = path.split('/');
  return (parts.at(-1) === 'Resource' ? parts.at(-2) : parts.at(-1)) ?? logicalId;
}

/**
 * A template that is evaluated as CloudFormation would when it deploys: every resource has an id, references lead to
 * it. Only what is asked for is evaluated, so that what the chat room does not need may use what is not known here.
 */
export class StackTemplate implements IntrinsicScope {
  public readonly name: string;
  public readonly resources: DeployedResource[];
  private readonly physicalIds = new Map<string, string>();
  private readonly stackId: string;

  /**
   * @param port where the room's page listens; 0 for no port in particular
   * @param imported resolves `Fn::ImportValue`, over all stacks
   */
  constructor(private readonly stack: AssemblyStack, private readonly port: number, public readonly imported: (exportName: string) => unknown) {
    this.name = stack.name;
    this.stackId = arn('cloudformation', `stack/${stack.name}/${randomUUID()}`);
    this.resources = Object.entries(stack.template.Resources ?? {})
      .filter(([, { Condition }]) => Condition === undefined || this.condition(Condition))
      .map(([logicalId, resource]) => this.deployed(logicalId, resource));
  }

  public evaluate(value: unknown): unknown {
    return evaluateIntrinsics(value, this);
  }

  /** The value of an export, or `undefined`. */
  public exported(name: string): unknown {
    const output = Object.values(this.stack.template.Outputs ?? {}).find(({ Export }) => Export && this.evaluate(Export.Name) === name);
    if (!output || (output.Condition !== undefined && !this.condition(output.Condition))) return undefined;
    return this.evaluate(output.Value);
  }

  public ref(name: string): unknown {
    switch (name) {
      case 'AWS::AccountId': return ACCOUNT_ID;
      case 'AWS::NoValue': return NO_VALUE;
      case 'AWS::NotificationARNs': return [];
      case 'AWS::Partition': return PARTITION;
      case 'AWS::Region': return REGION;
      case 'AWS::StackId': return this.stackId;
      case 'AWS::StackName': return this.name;
      case 'AWS::URLSuffix': return URL_SUFFIX;
      default:
    }
    const parameter = this.stack.template.Parameters?.[name];
    if (!parameter) return this.physicalId(name);
    if (parameter.Default === undefined) throw new CommandError(`parameter ${name} of stack ${this.name} has no default: give it one`);
    return /^(Comma|List<)/.test(parameter.Type ?? '') ? String(parameter.Default).split(',') : parameter.Default;
  }

  public attribute(logicalId: string, attribute: string): unknown {
    const id = this.physicalId(logicalId);
    return resourceAttribute(this.resource(logicalId).Type, id, attribute) ?? `${id}.${attribute}`;
  }

  public condition(name: string): boolean {
    const condition = this.stack.template.Conditions?.[name];
    if (condition === undefined) throw new CommandError(`stack ${this.name} has no condition ${name}`);
    return Boolean(this.evaluate(condition));
  }

  public mapping(map: string, topLevelKey: string, secondLevelKey: string): unknown {
    return this.stack.template.Mappings?.[map]?.[topLevelKey]?.[secondLevelKey];
  }

  private physicalId(logicalId: string): string {
    let id = this.physicalIds.get(logicalId);
    if (id === undefined) {
      const { Type: type, Properties } = this.resource(logicalId);
      id = physicalId({ stackName: this.name, logicalId, type, port: this.port, property: (name) => this.evaluate(Properties?.[name]) });
      this.physicalIds.set(logicalId, id);
    }
    return id;
  }

  private resource(logicalId: string): TemplateResource {
    const resource = this.stack.template.Resources?.[logicalId];
    if (!resource) throw new CommandError(`stack ${this.name} refers to ${logicalId}, which it does not have`);
    return resource;
  }

  private deployed(logicalId: string, { Type: type, Properties, Metadata }: TemplateResource): DeployedResource {
    const template = this;
    let properties: Record<string, unknown> | undefined;
    return {
      logicalId,
      type,
      path: String(Metadata?.['aws:cdk:path'] ?? this.stack.paths.get(logicalId) ?? logicalId),
      assets: this.stack.assets,
      get physicalId() { return template.physicalId(logicalId); },
      get arn() { return String(resourceAttribute(type, template.physicalId(logicalId), 'Arn')); },
      get properties() { return properties ??= template.evaluate(Properties ?? {}) as Record<string, unknown>; },
    };
  }
}

/** All stacks of an assembly, which may import from each other. */
export function deployStacks(stacks: readonly AssemblyStack[], port: number): StackTemplate[] {
  const templates: StackTemplate[] = [];
  const imported = (name: string): unknown => {
    for (const template of templates) {
      const value = template.exported(name);
      if (value !== undefined) return value;
    }
    throw new CommandError(`no stack exports ${name}`);
  };
  for (const stack of stacks) templates.push(new StackTemplate(stack, port, imported));
  return templates;
}

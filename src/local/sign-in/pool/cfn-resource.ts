/** A resource of the template that runs: CloudFormation's properties, evaluated, with local addresses. */
export interface CfnResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly properties: Record<string, unknown>;
}

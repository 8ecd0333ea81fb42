/** The account that the local room plays: what a template's pseudo parameters and a function's credentials say. */
export const REGION = 'us-east-1';
export const ACCOUNT_ID = '000000000000';
export const PARTITION = 'aws';
export const URL_SUFFIX = 'amazonaws.com';

/** Credentials of every function. They open nothing but this room, which listens on this machine alone. */
export const CREDENTIALS = {
  accessKeyId: 'AKIALOCALCHATROOM000',
  secretAccessKey: 'local-chat-room/not-a-secret/0000000000',
  sessionToken: 'local-chat-room',
};

/** An ARN in that account and Region. */
export function arn(service: string, resource: string): string {
  return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

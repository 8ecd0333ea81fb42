import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { gzipSync } from 'node:zlib';

export interface SiteFile {
  readonly content: Buffer;
  readonly gzipped: Buffer;
  readonly contentType: string;
  readonly etag: string;
  /** Its name holds a hash of its content. */
  readonly neverChanges: boolean;
}

const CONTENT_TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** The files of a folder by the paths under which they are served, read once. */
export function readSiteFiles(directory: string): ReadonlyMap<string, SiteFile> {
  const entries = fs.readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(entries.map((entry) => {
    const file = path.join(entry.parentPath, entry.name);
    return [`/${path.relative(directory, file).split(path.sep).join('/')}`, toSiteFile(file)];
  }));
}

function toSiteFile(file: string): SiteFile {
  const content = fs.readFileSync(file);
  return {
    content,
    gzipped: gzipSync(content),
    contentType: CONTENT_TYPES[path.extname(file)] ?? 'application/octet-stream',
    etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
    neverChanges: /-[A-Z0-9]{8}\.(js|css)$/.test(file),
  };
}

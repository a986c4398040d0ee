import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Cluster } from './cluster.ts';
import { databaseName } from './cluster-files.ts';

/** An attachment as Odoo stored it. */
export interface Attachment {
  readonly id: number;
  readonly name: string;
  readonly sha1: string;
  /** `xx/<sha1>`, below the database's folder. */
  readonly storeFname: string;
}

/** What an attachment may be given beside its name and content. */
export interface AttachOptions {
  readonly database?: string;
  readonly url?: string;
  readonly resModel?: string;
  readonly mimetype?: string;
}

/** Makes, changes and deletes attachments in the order and the way that Odoo does. */
export class Filestore {
  readonly root: string;
  readonly #postgres: Cluster;

  constructor(postgres: Cluster, root: string) {
    this.root = root;
    this.#postgres = postgres;
  }

  /** The folder of one database. */
  folder(database = databaseName): string {
    return join(this.root, database);
  }

  /** Where the file of an attachment lies. */
  file(attachment: Pick<Attachment, 'storeFname'>, database = databaseName): string {
    return join(this.folder(database), attachment.storeFname);
  }

  /** Creates an attachment: the file first, straight to its final name, then the row. */
  async attach(name: string, content: string | Uint8Array, options: AttachOptions = {}): Promise<Attachment> {
    const { sha1, storeFname, size } = this.#store(content, options.database);
    const { url = '', resModel = '', mimetype = 'text/plain' } = options;
    const sql = `INSERT INTO ir_attachment (name, store_fname, checksum, file_size, url, res_model, mimetype, create_uid)
      VALUES (:'name', :'fname', :'sha1', :'size', NULLIF(:'url', ''), NULLIF(:'model', ''), :'mimetype', 2) RETURNING id`;
    const variables = { name, fname: storeFname, sha1, size, url, model: resModel, mimetype };
    const id = Number(await this.#sql(sql, variables, options.database));
    return { id, name, sha1, storeFname };
  }

  /** Creates many attachments of about 30 bytes each, by one COPY. */
  async attachMany(count: number, database = databaseName): Promise<Attachment[]> {
    const first = Number(await this.#sql("SELECT nextval('ir_attachment_id_seq')", {}, database)) + 1;
    const made = Array.from({ length: count }, (_, index): Attachment & { size: number } => {
      const name = `bulk-${first + index}.txt`;
      return { id: first + index, name, ...this.#store(`content of ${name}\n`, database) };
    });
    const rows = made.map((each) => [each.id, each.name, each.storeFname, each.sha1, each.size].join('\t'));
    const copy = 'COPY ir_attachment (id, name, store_fname, checksum, file_size) FROM stdin;';
    const sequence = `SELECT setval('ir_attachment_id_seq', ${first + count});`;
    await this.#sql(`${copy}\n${rows.join('\n')}\n\\.\n${sequence}`, {}, database);
    return made;
  }

  /** Gives an attachment new content: a new file, and the row's name of it changed in place. */
  async overwrite(attachment: Attachment, content: string | Uint8Array): Promise<Attachment> {
    const { sha1, storeFname, size } = this.#store(content);
    const sql = `UPDATE ir_attachment SET store_fname = :'fname', checksum = :'sha1', file_size = :'size',
      write_date = now() AT TIME ZONE 'UTC' WHERE id = :'id'`;
    await this.#sql(sql, { fname: storeFname, sha1, size, id: attachment.id });
    this.#mark(attachment.storeFname);
    return { ...attachment, sha1, storeFname };
  }

  /** Deletes an attachment's row; its file stays until the next garbage collection. */
  async remove(attachment: Attachment): Promise<void> {
    await this.#sql(`DELETE FROM ir_attachment WHERE id = :'id'`, { id: attachment.id });
    this.#mark(attachment.storeFname);
  }

  /** Odoo's daily autovacuum: unlinks every marked file that no row names; resolves to how many. */
  async collectGarbage(database = databaseName): Promise<number> {
    const named = await this.#sql('SELECT DISTINCT store_fname FROM ir_attachment', {}, database);
    const referenced = new Set(named.split('\n'));
    const marks = join(this.folder(database), 'checklist');
    let unlinked = 0;
    for (const folder of readdirSync(marks)) {
      for (const name of readdirSync(join(marks, folder))) {
        const storeFname = `${folder}/${name}`;
        if (!referenced.has(storeFname)) {
          rmSync(this.file({ storeFname }, database), { force: true });
          unlinked += 1;
        }
        rmSync(join(marks, storeFname));
      }
    }
    return unlinked;
  }

  /** Every file of a database by its store name, `checklist/` left out, sorted. */
  names(database = databaseName): string[] {
    const folder = this.folder(database);
    if (!existsSync(folder)) return [];
    const found = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const paths = found.map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
    return paths.filter((path) => !path.startsWith('checklist/')).toSorted();
  }

  /** The store names whose file's content does not have the name as its sha1. */
  damaged(database = databaseName): string[] {
    return this.names(database).filter((storeFname) => {
      const content = readFileSync(this.file({ storeFname }, database));
      return sha1Of(content) !== storeFname.split('/').at(-1);
    });
  }

  /** Makes another database of the same shape and content, with an empty filestore. */
  async createDatabase(name: string): Promise<void> {
    await this.#sql(`CREATE DATABASE "${name}" TEMPLATE ${databaseName} OWNER odoo`, {}, 'postgres');
    mkdirSync(join(this.folder(name), 'checklist'), { recursive: true });
  }

  #store(
    content: string | Uint8Array,
    database?: string,
  ): { sha1: string; storeFname: string; size: number } {
    const bytes = Buffer.from(content);
    const sha1 = sha1Of(bytes);
    const storeFname = `${sha1.slice(0, 2)}/${sha1}`;
    const file = this.file({ storeFname }, database);
    mkdirSync(dirname(file), { recursive: true });
    if (!existsSync(file)) writeFileSync(file, bytes);
    this.#mark(storeFname, database);
    return { sha1, storeFname, size: bytes.length };
  }

  #mark(storeFname: string, database?: string): void {
    const marker = join(this.folder(database), 'checklist', storeFname);
    mkdirSync(dirname(marker), { recursive: true });
    writeFileSync(marker, '');
  }

  async #sql(
    text: string,
    variables: Record<string, string | number> = {},
    database = databaseName,
  ): Promise<string> {
    return this.#postgres.sql(text, { variables, database });
  }
}

function sha1Of(content: string | Uint8Array): string {
  return createHash('sha1').update(content).digest('hex');
}

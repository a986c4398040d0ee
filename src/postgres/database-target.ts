/**
 * A database's name as psql's -d wants it: a bare name with "=" in it, or one like an address, would be taken for
 * connection settings. Source: PostgreSQL manual, psql, -d; libpq, connection strings.
 */
export function databaseTarget(name: string): string {
  return `dbname='${name.replace(/[\\']/g, '\\$&')}'`;
}

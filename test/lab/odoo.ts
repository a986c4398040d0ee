/** What a user does with Odoo, over JSON-RPC, from inside a machine. */
import * as v from 'valibot';
import { LabError } from './errors.ts';
import type { Machine } from './machine.ts';

/** The lab's administrator. */
export const admin = { database: 'prod', login: 'admin', password: 'admin' } as const;

const answerSchema = v.object({ result: v.optional(v.unknown()), error: v.optional(v.unknown()) });

/** Calls a service of Odoo's `/jsonrpc`; returns its result, throws LabError when it answers with an error. */
async function callOdoo(machine: Machine, params: object): Promise<unknown> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'call', params });
  const curl = ['curl', '-fsS', '-m', '60', '-H', 'Content-Type: application/json', '--data-binary', '@-'];
  const text = await machine.ok([...curl, 'http://localhost:8069/jsonrpc'], { input: body, timeout: 70 });
  const answer = v.parse(answerSchema, JSON.parse(text));
  if (answer.error !== undefined)
    throw new LabError(`Odoo refuses: ${JSON.stringify(answer.error).slice(0, 2000)}`);
  return answer.result;
}

/** Logs in as the administrator and returns the user's id. */
export async function loginToOdoo(machine: Machine, password: string = admin.password): Promise<number> {
  const args = [admin.database, admin.login, password];
  return v.parse(v.number(), await callOdoo(machine, { service: 'common', method: 'login', args }));
}

/** Runs `model.method(...args)` as the administrator. */
export async function executeInOdoo(
  machine: Machine,
  call: { readonly model: string; readonly method: string; readonly args: readonly unknown[] },
  password: string = admin.password,
): Promise<unknown> {
  const uid = await loginToOdoo(machine, password);
  const args = [admin.database, uid, password, call.model, call.method, call.args];
  return callOdoo(machine, { service: 'object', method: 'execute_kw', args });
}

import type { Machine } from '../lab/machine.ts';
import { executeInOdoo } from '../lab/odoo.ts';
import type { Stage } from './stage.ts';

/** How many attachments are uploaded through Odoo. */
const uploads = 12;

/** Lets people work on production: uploads, a deployment, a package, a module, configuration. */
export async function changeProduction(stage: Stage): Promise<void> {
  stage.act('Production goes on: uploads through Odoo, a deployment, packages, configuration');
  await uploadMany(stage);
  await deploy(stage);
  await installPackages(stage);
  await reconfigure(stage);
}

async function uploadMany(stage: Stage): Promise<void> {
  for (let number = 1; number <= uploads; number += 1) {
    const content = `Invoice ${number}\n${'x'.repeat(number * 5_000)}`;
    await upload(stage.pair.production, `invoice-${number}.txt`, content);
  }
  stage.say(`  (${uploads} attachments created over JSON-RPC)`);
}

/** Uploads a file as a user of Odoo does. */
export async function upload(machine: Machine, name: string, content: string): Promise<void> {
  const values = { name, datas: Buffer.from(content).toString('base64') };
  await executeInOdoo(machine, { model: 'ir.attachment', method: 'create', args: [values] });
}

async function deploy(stage: Stage): Promise<void> {
  const script = [
    'cd /usr/share/odooext-acme-stock-tools',
    "mkdir -p acme_pallet && printf \"{'name': 'Pallets', 'version': '1.0'}\\n\" > acme_pallet/__manifest__.py",
    'touch acme_pallet/__init__.py && git add -A',
    'git -c user.name=Lab -c user.email=lab@localhost commit -q -m "Pallets"',
  ].join(' && ');
  await stage.onProduction(script, {
    user: 'odoo',
    as: 'cd /usr/share/odooext-acme-stock-tools && git pull',
  });
}

async function installPackages(stage: Stage): Promise<void> {
  await stage.pair.index.publishDeb({ name: 'acme-label-printer', version: '2.1-1' });
  await stage.pair.index.publishWheel({ name: 'acme-barcode', version: '1.4.2' });
  const install = 'apt-get update -q && apt-get install -y -q acme-label-printer';
  await stage.onProduction(install, { lines: 3, as: 'apt install acme-label-printer' });
  // Debian 12 and later let pip into the system's Python only when told so.
  const despite = stage.pair.suite === 'bullseye' ? '' : ' --break-system-packages';
  await stage.onProduction(`pip3 install -q${despite} acme-barcode==1.4.2`, { lines: 3 });
}

async function reconfigure(stage: Stage): Promise<void> {
  await stage.onProduction("sed -i '$ a limit_time_real = 240' /etc/odoo/odoo.conf", {
    as: 'echo "limit_time_real = 240" >> /etc/odoo/odoo.conf',
  });
}

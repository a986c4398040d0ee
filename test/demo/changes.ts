import { executeInOdoo } from '../lab/odoo.ts';
import type { Stage } from './stage.ts';
import { print } from './stage.ts';

/** How many attachments are uploaded through Odoo. */
const uploads = 12;

/** Lets people work on production: uploads, a deployment, a package, a module, configuration. */
export async function changeProduction(stage: Stage): Promise<void> {
  stage.act('Production goes on: uploads through Odoo, a deployment, packages, configuration');
  await upload(stage);
  await deploy(stage);
  await installPackages(stage);
  await reconfigure(stage);
}

async function upload(stage: Stage): Promise<void> {
  for (let number = 1; number <= uploads; number += 1) {
    const content = Buffer.from(`Invoice ${number}\n${'x'.repeat(number * 5_000)}`).toString('base64');
    const values = { name: `invoice-${number}.txt`, datas: content };
    await executeInOdoo(stage.pair.production, { model: 'ir.attachment', method: 'create', args: [values] });
  }
  print(`  (${uploads} attachments created over JSON-RPC)`);
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
  if (stage.pair.suite === 'bullseye') {
    await stage.onProduction('pip3 install -q acme-barcode==1.4.2', { lines: 3 });
  }
}

async function reconfigure(stage: Stage): Promise<void> {
  await stage.onProduction("sed -i '$ a limit_time_real = 240' /etc/odoo/odoo.conf", {
    as: 'echo "limit_time_real = 240" >> /etc/odoo/odoo.conf',
  });
}

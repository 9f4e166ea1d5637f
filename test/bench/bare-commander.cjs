// A minimal commander program.
const { Command } = require('commander');

const program = new Command('bare');
program.command('list').action(() => process.stdout.write('nothing\n'));
program.parse(['node', 'bare', 'list']);

# src/cli/args.c: a value is looked for behind the last word
s/if (r->at == r->n || strncmp/if (strncmp/

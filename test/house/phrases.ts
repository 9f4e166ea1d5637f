/** A phrase that the project does not use, and the term that replaces it. */
export interface Phrase {
  readonly pattern: RegExp;
  readonly advice: string;
}

/** Phrases that read like a word for word translation where the field has a term. Each pattern is tested against one line. */
export const phrases: readonly Phrase[] = [
  // Words.
  { pattern: /\banew\b/i, advice: 'again, or new' },
  { pattern: /\bfor ever\b/i, advice: 'forever; never expires' },
  { pattern: /\bof (its|their|one's|my|our) own\b(?! accord)/i, advice: 'own, or nothing; for a key: a customer managed key' },
  { pattern: /(?<!\bnothing )\bby (itself|themselves)\b/i, advice: 'automatically, alone, or nothing' },
  { pattern: /\bwhoever\b/i, advice: 'who, or the role: user, operator, caller' },
  { pattern: /\b(some|any)body\b/i, advice: 'the role: user, operator, caller' },
  { pattern: /\bonce more\b/i, advice: 'again' },
  { pattern: /\bwhichever deploys\b/i, advice: 'environment-agnostic' },
  { pattern: /\bsaved questions?\b/i, advice: 'saved query' },

  // What a resource is and does.
  { pattern: /\bmakes and mends\b/i, advice: 'EKS Auto Mode' },
  { pattern: /\bspare capacity\b|\bEC2 may take back\b/i, advice: 'Spot Instances' },
  { pattern: /\buse of (the )?processors?\b/i, advice: 'CPU utilization, in percent' },
  { pattern: /\bprocessor time\b|\bmost processor\b|\b(much|of) processor\b/i, advice: 'CPU usage, or CPU time' },
  { pattern: /\bprocessors? (of|in|for|by) (a|the|each|pod|percent|use)\b/i, advice: 'CPU' },
  { pattern: /\bprocessors? and (memory|storage)\b|\bmemory and processors?\b/i, advice: 'CPU and memory' },
  { pattern: /\b(virtual|graviton) processors?\b/i, advice: 'vCPUs' },
  { pattern: /\bthat is set aside for\b/i, advice: 'CPU request, memory request' },
  { pattern: /\bin thousandths\b|\bthousandths of a\b|\b\d+ thousandths\b/i, advice: 'millicores' },
  { pattern: /\bset back to any moment\b/i, advice: 'backup retention: how far back point-in-time recovery reaches' },
  { pattern: /\bblocks? of addresses\b/i, advice: 'CIDR block' },
  { pattern: /\b(user|one|name) that may do everything\b/i, advice: 'master user; administrator' },
  { pattern: /\bclients have to encrypt\b/i, advice: 'require TLS' },
  { pattern: /\bwhat becomes of\b/i, advice: 'removal policy; result' },
  { pattern: /\binput that earlier runs have read\b/i, advice: 'job bookmarks' },
  { pattern: /\bfrom which on a statement is logged\b/i, advice: 'log_min_duration_statement' },
  { pattern: /\b(nothing|costs?|dollars?|cents?) at rest\b/i, advice: 'while idle; "at rest" is about encryption' },
  { pattern: /\b(policies|policy) of the network\b/i, advice: 'NetworkPolicy' },
  { pattern: /\bwhat is a (deployment|service|pod|job)\b/i, advice: 'the kind: Deployment, Service, Pod, Job' },
  { pattern: /\bkind of (each|the|an) instance\b/i, advice: 'instance type; instance class for RDS' },
  { pattern: /\b(clusters?|nodes?|applications?) of (EKS|EMR|MSK|Redshift)\b(?! clusters?)/, advice: 'EKS cluster, EMR cluster: the service first' },
  { pattern: /\binstances? of RDS\b/, advice: 'RDS instance' },
  { pattern: /\b(objects?|kinds?|resources?) of Kubernetes\b/i, advice: 'Kubernetes object' },

  { pattern: /\bprocessor, in cores\b/i, advice: 'CPU, in cores' },
  { pattern: /\baddresses of the network\b/i, advice: 'CIDR block of the VPC' },
  { pattern: /\bwhat services (made|make)\b/i, advice: 'orphaned resources' },

  { pattern: /\bgrave\b/i, advice: 'high severity' },
  { pattern: /\bputs? aside\b/i, advice: 'temporary files' },
  { pattern: /\bclosed to the public\b/i, advice: 'public access blocked' },
  { pattern: /\bnetwork of the (clusters?|database|warehouse|instances|function)\b|\bfrom the network alone\b/i, advice: 'VPC' },
  { pattern: /\bper cent\b/i, advice: 'percent' },

  // What the command line says.
  { pattern: /\bput right what\b/i, advice: 'fix the cause that is named' },
  { pattern: /\bgoes on where it (stopped|was)\b/i, advice: 'resumes' },
  { pattern: /\bis not answered\b|\btakes no steps\b/i, advice: 'no response; accepts no steps' },
  { pattern: /\blooked into and not begun\b/i, advice: 'planned' },
  { pattern: /\bgo on\?/i, advice: 'Continue? [y/N]' },
  { pattern: /\bcannot be had\b/i, advice: 'not found, or could not be pulled' },
  { pattern: /\b(nothing|something) to object to\b/i, advice: 'no findings; findings' },
  { pattern: /\ba rule objects\b|\brules object\b/i, advice: 'validation failed; findings' },
  { pattern: /\bnobody is there\b|\bis there to confirm\b/i, advice: 'not a terminal: pass --yes to confirm' },
  { pattern: /\bstands? in for AWS\b/i, advice: 'custom endpoint; emulator' },

  // Riddles.
  { pattern: /\bis what records go through\b|\bwhich is no (lack|bug|failure|error|leak)\b/i, advice: 'the case and the outcome' },
];

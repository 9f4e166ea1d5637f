ALTER USER firehose_loader PASSWORD $digest

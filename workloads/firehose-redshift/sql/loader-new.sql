CREATE USER firehose_loader PASSWORD $digest

package dev.rapporteur.ra;

import dev.rapporteur.impl.xa.Branch;

/**
 * What a managed connection works for: it was enlisted in this transaction, with this branch.
 *
 * @param transactionKey the transaction, as the TransactionSynchronizationRegistry names it
 * @param branch where its reports go
 */
record Enlistment(Object transactionKey, Branch branch) {}

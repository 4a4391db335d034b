package dev.rapporteur.impl.decision;

import dev.rapporteur.impl.config.DecisionProof;

/**
 * Whom to ask, and for what kind of proof.
 *
 * @param dataSource its JNDI name
 * @param kind of the proofs
 */
record Addressee(String dataSource, DecisionProof kind) {}

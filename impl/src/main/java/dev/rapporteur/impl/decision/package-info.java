/** Branches that the one database decides which their transaction writes to: proofs, who takes them, and who asks. */
@NullMarked
package dev.rapporteur.impl.decision;

import org.jspecify.annotations.NullMarked;

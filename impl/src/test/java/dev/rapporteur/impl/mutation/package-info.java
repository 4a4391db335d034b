/** Plants bugs, to see whether the simulation finds them. */
@org.jspecify.annotations.NullMarked
package dev.rapporteur.impl.mutation;

/**
 * What applications compile against: a producer that joins the running transaction, the report it
 * takes, and the errors it gives.
 */
@NullMarked
package dev.rapporteur;

import org.jspecify.annotations.NullMarked;

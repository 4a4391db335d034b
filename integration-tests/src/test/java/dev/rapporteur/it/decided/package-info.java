/** Added to an application, it lets the ledger's database decide over the reports of all its beans. */
@NullMarked
package dev.rapporteur.it.decided;

import org.jspecify.annotations.NullMarked;

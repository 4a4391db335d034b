/** What makes {@code @Inject ReportProducer} work in an application: a look-up, and no more. */
@NullMarked
package dev.rapporteur.cdi;

import org.jspecify.annotations.NullMarked;

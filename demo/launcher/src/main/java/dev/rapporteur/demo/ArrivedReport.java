package dev.rapporteur.demo;

/**
 * A report as an independent consumer read it.
 *
 * @param partition the partition it lies in
 * @param offset its place there
 * @param key the record's key
 * @param payment what its payload says
 */
record ArrivedReport(int partition, long offset, String key, Payment payment) {}

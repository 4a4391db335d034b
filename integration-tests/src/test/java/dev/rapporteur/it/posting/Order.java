package dev.rapporteur.it.posting;

/**
 * What a client asks for: postings of one account, in one transaction.
 *
 * @param book whose data source and connection definition count
 * @param topic where they are reported
 * @param copyTopic where they are reported, too; empty for none
 * @param transaction the client's name for the transaction
 * @param postings how many
 * @param amount of the first; each further one is one more
 */
public record Order(
        String book, String topic, String copyTopic, String account, String transaction, int postings, int amount) {}

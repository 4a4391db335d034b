package dev.rapporteur.impl.config;

/**
 * Who decides over reports, and how it is known.
 *
 * @param decider who decides
 * @param dataSource DATABASE: the data source's JNDI name; XA: that of a database which decided before, or empty
 * @param proof DATABASE: how the database proves it
 * @param table the decision table's name, may be with its schema
 * @param createTable whether the table is made if it is missing
 */
public record Deciding(Decider decider, String dataSource, DecisionProof proof, String table, boolean createTable) {

    /** The transaction manager decides. */
    public static final Deciding XA = new Deciding(Decider.XA, "", DecisionProof.TABLE, "rapporteur_decision", false);
}

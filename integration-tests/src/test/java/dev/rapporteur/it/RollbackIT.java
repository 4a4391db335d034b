package dev.rapporteur.it;

import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Bed;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** What rolls back leaves nothing where the transaction manager decides. */
@ArquillianTest
class RollbackIT implements Rollbacks {

    private final App app = App.on(Bed.server(), "rollback");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("rollback.war");
    }

    @Override
    public App app() {
        return app;
    }
}

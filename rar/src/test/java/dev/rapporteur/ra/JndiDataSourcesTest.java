package dev.rapporteur.ra;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.impl.decision.DecisionSetupException;
import org.junit.jupiter.api.Test;

class JndiDataSourcesTest {

    @Test
    void shouldTellADataSourceThatMayComeYetFromOneThatIsWrong() {
        assertThatThrownBy(() -> new JndiDataSources().find("java:/jdbc/late"))
                .isInstanceOf(DecisionSetupException.Missing.class)
                .hasMessageContaining("\"java:/jdbc/late\" (decisionDataSource) is not bound in the server")
                .hasMessageContaining("see that the data source is enabled");
    }
}

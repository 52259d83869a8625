from spi_portal.audit.models import approvals as approvals
from spi_portal.audit.models import chain as chain
from spi_portal.audit.models import deputies as deputies
from spi_portal.audit.models import entries as entries

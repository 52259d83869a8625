from spi_portal.audit.models import approvals as approvals
from spi_portal.audit.models import entries as entries

from reports.models import cases as cases
from reports.models import documents as documents
from reports.models import dossiers as dossiers
from reports.models import orders as orders
from reports.models import publications as publications
from reports.models import runs as runs
from reports.models import statements as statements
from reports.models import weights as weights

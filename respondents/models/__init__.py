from respondents.models import duties as duties
from respondents.models import lists as lists
from respondents.models import objections as objections
from respondents.models import offices as offices
from respondents.models import people as people
from respondents.models import service_points as service_points
from respondents.models import signatures as signatures
from respondents.models import volunteers as volunteers

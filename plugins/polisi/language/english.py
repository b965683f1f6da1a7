"""Common English words that are no words of Welsh, in any of its forms, and no names by themselves.

A heading, a label or a cell is too short for small words to tell its language. If every word of
it is one of these, it is English. They are words of public services, of forms and of websites; a
dictionary of Welsh knows none of them.
"""

from __future__ import annotations

from functools import lru_cache

from polisi.language.evidence import word_list

_WORDS = word_list(
    """
    absence abuse accept access accessibility accessible accident accommodation account achieve
    achievement acknowledgement active activity add additional address adjust admin administration
    admission adopt adoption adult advance advert advertise advice advise adviser advisor affect
    afford affordable afternoon afterwards age agency agree agreement ahead aid aim alert allotment
    allow allowance almost alone already ambulance amend amendment among amount announce annual
    anonymous answer anybody anyone anything anywhere apart apologise appeal appearance appendix
    applicant application apply appoint appointment apprentice apprenticeship approach approval
    approve archive arrange arrangement arrears arrival article aside ask assembly assess
    assessment asset assist assistance assurance attach attachment attend attendance attraction
    auction audience audit author authorise authority available average avoid award aware awareness
    away baby back background backup bailiff balance bank basic bathroom beach bedroom beforehand
    begin beginner behave behaviour beneath benefit bereavement besides best better bicycle
    biodiversity birth birthday black blind block blue board body book booklet bookmark borrow
    bottle bottom box boy breach break breakfast bring brochure broken browse browser budget build
    bulky bullying bungalow bureau burial bursary bus business button buy bylaw caddy cafe
    calculate calculator calendar campaign cancel cancellation candidate caravan card care career
    careful caretaker carry case cash category cattle caution celebrate celebration cemetery
    certain certificate chair challenge change channel chapter charge charity check checklist chief
    child childcare children choice choose churchyard city claim class classroom clean clear
    clearly clerk click climate close clothes clothing coach coast coastal collapse collect
    collection college colour comment commercial commission commit commitment committee common
    communicate communication community commute companion company compare compensation complain
    complaint complete completion comply conclusion condition conduct conference confidential
    confirm confirmation congestion connect connection consent conservation consider construction
    consult consultation consumer contact contamination content continue contractor contribute
    contribution control conversation cookie copy copyright correct correction cough council
    councillor counselling count counter country couple course court courtyard cover create
    cremation crematorium crime criminal crossing crowd current curriculum customer cycle daily
    damage danger dangerous dashboard database date daughter day dead deadline deaf deal death debt
    decide decision declare decline default definition degree delay delete deliver delivery demand
    demolition dental dentist department deposit depot describe description design despite detail
    detention determine develop developer development device diary die difference different
    difficult digger dinner direct direction directly directory disability disabled disagree
    disciplinary disclaimer disclosure discount discover discuss discussion disease dish display
    disposal dispute distance district ditch division document dog domestic donate donation donor
    door double download draft dress drink drive driver drop dropdown drug due duration duty early
    earn easily easy eat edit edition editor educate education effect eight elderly election
    electoral electric electrical electricity eleven eligibility eligible else elsewhere email
    emergency employ employee employer employment empty enable encourage end energy enforce
    enforcement engage engagement engine enjoy enough enquire enquiry ensure enter entertainment
    entrance entry environment environmental equal equality equipment error escape especially essay
    establish estate estimate etc evacuation evaluate evaluation even event everybody everyday
    everyone everything eviction evidence exactly exam examination example excellent except
    exceptional exchange exclude exclusion exercise exhibition existing exit expect expense
    experience expert expire expiry explain explanation explore export express extend extension
    external extra eye facility fact factor fail failure fair fairly fallen family famous fare farm
    favourite fear feature fee feedback feel field fifteen fifth figure file film filter final
    finance financial find fine finish fire fireworks fish fitness five fix flat flexible flood
    floor flow flower folder follow food foot football footpath footway forecast foreign forest
    forget form formal format forty forum forward foster found foundation four fourth framework
    fraud fraudulent free freedom frequent frequently fresh friday friend friendly front fuel full
    fund funeral funny furniture future gallery game garage garbage gardening gate gather gender
    general generate generation getting gift girl glossary goal govern governance government
    governor graduate graph graphic grass grave great green grey grievance gritting ground group
    grow growth guarantee guard guardian guess guest guidance guide guideline gully gym half hall
    hand handbook handle happen happy harassment harbour hard hardly harm hazard hazardous head
    headlice headline headteacher health healthy hear heat heavy hedge height helpdesk helpful
    helpline hence heritage hide high highlight highway hire history hobby hold holiday home
    homeless homelessness homework hope hospital host hot hotel hour house household housekeeping
    human hundred hungry hunt husband hygiene ice idea identify identity illegal illness image
    imagine immediate immunisation impact implement import important improve improvement incident
    inclusion income increase indeed independent index individual industry infant infection
    influence inform information infrastructure initial injury inquiry inside inspect inspection
    inspector inspectorate install installation instance institution instruction insurance
    integrate intend interest internal international interpreter interview introduce introduction
    invest investigate investigation investment invitation invite invoice involve island issue item
    itinerary itself join joint journal journey judge july jump junction june junior junk jury
    justice kerb kerbside key keyboard kill kind kitchen knowledge labour lack land landfill
    landslide language large last late lately later latest launch laundry lawyer lay lead leader
    leadership leaf leaflet learn learner lease least leave left legal legislation leisure lend
    length lesson level liability liable librarian library licence license life lift light limit
    line link listen literacy litter little live load loan local location lock lodging login
    loneliness lorry lose loss lots lottery love low lower luck lunch machine magazine mail mainly
    maintain maintenance major manage management manager mandatory manual mark market marriage
    married match material maternity matter maximum maybe meal mean measure media mediation medical
    medicine meet member membership memory mental message method middle midwife migrant mile
    milestone million mind minibus minimum minister ministry minute missed mission mistake mobile
    mode moderation monday money monitoring month monthly mood morning mortgage mostly mother
    motion motorcycle mould mountain mouth move movement movie museum music mutual myself name
    namely nappy narrow national nationality natural nature near nearby nearest nearly necessary
    neglect neighbour neighbourhood neither network nevertheless newborn newcomer newsletter
    newspaper nice night nine nobody noise noisy nominate nomination none nor notice notification
    notify nowhere nuisance number nurse nursery nutrition object objection objective obligation
    observe obtain obvious occasion occupation occupier occur offence offender offensive office
    officer official oil ombudsman ongoing operate operation operator opinion opportunity opposite
    option optional oral order ordinary organic organisation organise organiser original otherwise
    outbreak outcome outdoor outline output outreach outside outstanding overall overdue overgrown
    overnight overseas overview owe owner ownership pack package page pain paint paper paperwork
    paragraph parcel parental parenting parish park participant participate participation
    partnership party pass passenger passport password path patient pattern pavement paving pay
    payable payment payroll peace peak pedestrian penalty pension pensioner perfect perform
    performance period permanent permission permit personal personnel pest pet petition pharmacy
    phone photo photograph photographer photography physical physiotherapy pick picture piece pilot
    pitch plain planning plaque plastic play player playground pleasure plus pocket podcast point
    poison police policy pollution poor popular population position positive possible postal
    postcode potential pothole poverty power practical practice practitioner pray prayer precinct
    predict prefer pregnancy pregnant premises preparation prepare preschool prescription present
    presentation press pressure prevent prevention previous price primary principle printable
    printer priority prison privacy private prize probably procedure proceed process produce
    product production profession professional profile program progress prohibit promise promote
    promotion proof property proposal propose prosecute prosecution protect protection protective
    prove provide provider province provision proxy psychology public publication publicity publish
    publisher pull punishment pupil purchase purpose push qualification qualify quality quantity
    quarry quarter quarterly query question questionnaire queue quick quickly quiet quit quite quiz
    quote race racism railway raise random range rank rapid rare rate ratepayer reablement reach
    react reaction reader ready reason reasonable rebate receipt receive recent recently reception
    receptionist recipe recipient recommend recommendation reconsideration recover recovery recruit
    recruitment recycle reduce reduction refer reference referral reform refresh refugee refund
    refurbishment refuse regard regeneration region regional register registrar registration
    registry regret regular regulate regulation rehabilitation rehearsal reject relate relation
    relationship relative relax release relevant reliable relief religion religious remain remember
    remembrance remind reminder remote removal remove renew renewable renewal rental repair
    repayment repeat replace replacement reply report request require requirement rescue research
    reservation reserve reset resident residential resign resolution resolve resource respect
    respite respond response responsibility responsible restaurant restore restrict restriction
    result resume retail retire retirement retry return reuse reveal revenue reverse review revise
    revision reward rich ride right risk river road roadwork robbery role rollout roof room round
    roundabout route routine row rubbish rude rule run rural safe safeguard safety salary sale
    sample sandbag satisfaction saturday save scaffold scale scam scan schedule scheme scholarship
    school science scientist scope score scrap screen script scroll sculpture sea search season
    seat second secondary secret secretary section secure security seek select selection self sell
    send senior sense sensitive sentence separate separation sequence serious servant serve service
    session setting settlement seven severe sewer sexual shadow shape share sheet shelf shellfish
    shelter shift ship shock shoe shop short shortage shortlist shower shrub shut siblings sick
    sickness side sight sign signature signpost signup silence silver similar simple single sister
    site sitemap situation six sixteen sixth sixty size skate skill skin skip slaughter sleep
    slightly slow small smoke smooth snow social society soft software soil solicitor solution solve
    somebody someone somewhere son sooner sort sound source space spare speak speaker special
    specialised specialist specific specification speech speed spell spend spillage sport spouse
    spread spring square squatter stadium stage stair stakeholder stall standard standing start
    starter state statement statistic status statutory stay steward storage store story strange
    strategic strategy stray stream street streetlight streetworks strength stress strike strong
    structure student studio study style subject submission submit subscribe subscription subsidy
    substance subway success successful suggest suggestion suicide suitable summary summer summit
    sun sunday supervisor supplement supplier supply support supporter suppress sure surface
    surgeon surgery surname surplus surprise surrender surround survey survive suspect suspend
    suspension sustainability sustainable swim swing switch syllabus table tablet tackle tailor
    talk target task taste tax taxation taxi taxpayer teach teacher team tear technical technology
    teenager telephone television tell temperature template temporary ten tenancy tender terminate
    terms terrorism test testimonial text textbook thank theft theme theory therapist therapy third
    thirty thought thousand threat throughout thumb thursday ticket tidy tie tight timber time
    timeline timescale timetable tipping title today toddler toilet tomorrow tool tooltip topic
    total touch tour tourism tourist towards tower towing town toy trace track trade trader
    tradition traditional traffic trail trainee trainer training transaction transcript transfer
    transform transition translate translation translator transport travel traveller treasure treat
    treatment tree trespass trial trick trolley trouble troubleshooting truancy trunk trust trustee
    tuesday tuition tutor tutorial twelve twenty twice type typical tyre ugly unable unauthorised
    understand undertake unemployed unemployment unfair uniform unitary university unknown unlawful
    unlike unpaid unsafe unsubscribe unwanted upcoming update upgrade upkeep upload upper upset
    urban urgent urgently usage useful user username usual usually utility vacancy vacant
    vaccination vaccine valid validate valley valuable valuation value vandalism vape variety
    various vehicle vendor venue verify vermin version veteran veterinary victim victory view
    viewer village violence violent vision visit visitor visual vital vocabulary voice volume
    voluntary volunteer vote voter vulnerable wage wait walk walker wardens warm warning waste
    watch water wave weak wealth wear weather website wedding wednesday week weekday weekend weekly
    weigh weight welcome welfare wellbeing wet wheel wheelchair whenever wherever whichever
    whistleblowing white whoever whole wide widow wife wild wildlife wind window winner winter
    wireless wish withdraw withdrawal witness woman women wonder wood woodland wool word worker
    workforce workplace workshop world worry worse worst worth wound wrap write writer wrong yard
    year yearly yellow yesterday yield young youngster youth zone
    """
)

_OF_NAMES = word_list(
    """
    street road lane avenue house hall park hill valley village bridge court close square grove gate
    farm castle church chapel college university trust foundation institute society association club
    bank act order regulation charter programme project fund scheme network alliance partnership
    award start star life action right green black white blue yellow grey orange silver gold
    golden royal saint north south east west
    relate sense scope mind shelter crisis refuge respect discover
    window word team page number express sun time guardian independent mirror outlook verify
    """
)
"""Words that in capitals are names, or part of many: High Street, Sure Start, Windows."""

_LABELS = word_list(
    """
    about accessibility account address admissions aims announcements answers application
    applications apply appointments attachments background booking bookings charges closures
    collections comments complaints conclusion conditions conduct confirmation consultation
    consultations contact contacts contents context cookies copyright costs dates definitions
    delivery description details directions disclaimer documents download downloads elections email
    enquiries events examples feedback fees findings form forms framework frequently glossary
    guidance guidelines hours instructions introduction latest licences links login meetings
    minutes months news newsletter notes notice notices objectives opening overview owner payment
    payments permissions policies policy postcode prices privacy procedure procedures publications
    purpose questions rates recommendations references register registration related report reports
    requirements responsibilities results roles rules search section sections signature sitemap
    standards statement steps summary surname telephone terms timetable timetables training
    upcoming updates vacancies version visitors
    """
)
"""Words that say what a page or a part of it holds, and are in few names."""

JOINTS = word_list("a an and at by for from in of on the to with")
"""Words that in a name or a title stay without a capital."""

_ENDINGS = (("s", ""), ("es", ""), ("ies", "y"), ("ing", ""), ("ing", "e"), ("ed", ""), ("d", ""))


@lru_cache(1 << 13)
def is_common(plain: str) -> bool:
    """Return whether a word, given folded, is a common English one, in any of its usual forms."""
    if plain in _WORDS or plain in _LABELS:
        return True
    for ending, instead in _ENDINGS:
        if plain.endswith(ending) and len(plain) - len(ending) > 2:
            stem = plain[: -len(ending)]
            if stem + instead in _WORDS or (
                not instead and stem[-1] == stem[-2] and stem[:-1] in _WORDS
            ):
                return True
    return plain.endswith("'s") and is_common(plain[:-2])


def is_of_names(plain: str) -> bool:
    """Return whether a word, given folded, is part of many a name where it has a capital."""
    return plain in _OF_NAMES or plain.removesuffix("s") in _OF_NAMES


def is_label(plain: str) -> bool:
    """Return whether a word, given folded, says what a page or a part of it holds."""
    return plain in _LABELS

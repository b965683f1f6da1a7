"""Words that belong together and that no rule of endings brings together.

A line is a family: forms of one word, its dictionary form first, all unmutated. A form that is
given here may have endings of its own (`cynhal` stands for `cynhelir` and `cynhaliwyd`). The
words are those that a public policy, and whoever asks about it, is likely to use; a council that
needs another adds it to its `search.yml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from polisi.language import welsh
from polisi.model import Term

_WELSH = """
    aberth ebyrth
    adain adenydd
    aderyn adar
    adnabod adnabyddir adnabyddwch adnebydd adnabuwyd adwaenir nabod
    addewid addo addewir
    agor egyr agorwch
    angel angylion
    anifail anifeiliaid
    ansawdd ansoddau
    apêl apeliadau apelio
    arall eraill
    ardal ardaloedd
    arf arfau
    aros arhos erys
    asgwrn esgyrn
    ateb etyb
    athro athrawon athrawes athrawesau
    awgrym awgrymiad
    awr oriau
    bach lleiaf bychan bechan bychain
    bachgen bechgyn
    baich beichiau
    bardd beirdd
    blaen blaenau
    blodyn blodau
    blwyddyn blynyddoedd blynedd blwydd
    braich breichiau
    brawd brodyr
    bwrdd byrddau bord
    bwthyn bythynnod
    bygwth bygyth
    byr ber byrrach byrraf
    cadair cadeiriau
    cadw cadwch cadwyd cadwaf cedw cedwch ceidw
    cae caeau
    cael caf cei caiff cawn cewch cânt ceir caed cafodd cefais ces cawsom cawsoch cawsant
    cael câi caent ceid caffael
    caib ceibiau
    cais ceisiadau
    calon calonnau
    cam camau
    caniatâd caniatadau caniatáu caniate
    carreg cerrig
    castell cestyll
    cau caeir caewch caewyd caeodd
    ceffyl ceffylau
    chwaer chwiorydd
    chwarae chwaraeir chwaraewyd chwaraeon
    cerdyn cardiau carden
    cartref cartrefi gartref
    claf cleifion
    clust clustiau
    clyw clywed
    codi cyfyd cwyd
    corff cyrff
    corn cyrn
    croen crwyn
    cryf cref cryfion
    cwch cychod
    cwestiwn cwestiynau
    cwrs cyrsiau
    cyfaill cyfeillion
    cyfarfod cyferfydd
    cyfle cyfleoedd cyfleon
    cyflogai cyflogeion
    cyfraith cyfreithiau
    cyfrwng cyfryngau
    cyngor cynghorau cynghorion
    cyllell cyllyll
    cymal cymalau
    cymydog cymdogion cymdoges
    cymryd cymer
    cynnal cynhal
    cynnig cynig
    cynnwys cynhwys
    cynulleidfa cynulleidfaoedd
    da gwell gorau
    dafad defaid
    dal dali dalier deil delir
    dant dannedd
    darllen darllenydd darllenwyr
    deall deell dealltwriaeth
    deddf deddfau
    deilen dail
    derbyn derbynn
    deunydd deunyddiau
    dilledyn dillad
    dod deuaf daw deuwn dewch dowch deuwch dônt deuir doir doed daeth daethom daethoch daethant dôi
    dosbarth dosbarthiadau
    draig dreigiau
    drws drysau
    drwg gwaeth gwaethaf drygioni
    dŵr dyfroedd
    dweud dywed dywedyd dweder
    llaw dwylo
    dwyn dyg
    dyddiadur dyddiaduron
    dydd dyddiau
    diwrnod niwrnod
    dyfais dyfeisiau
    dyled dyledion
    dyn dynion
    gwraig gwragedd
    merch merched
    menyw menywod
    eglwys eglwysi
    enghraifft enghreifftiau
    ebost ebyst
    ennill enill
    enw enwau enwi enwir enwch enwyd
    esgid esgidiau
    fforwm fforymau
    ffon ffyn
    ffordd ffyrdd
    ffotograff ffotograffau
    ffynhonnell ffynonellau
    gadael gadaw gad gedy
    gafr geifr
    gair geiriau
    galw galwch galwyd galwaf gelw geilw
    gardd gerddi
    gefell gefeilliaid
    geneth genethod
    glân glanach
    gofyn gofynn
    golau goleuadau goleuni
    gorchymyn gorchmynion gorchymynion
    gosod gesyd
    gwaith gweithiau
    gwas gweision
    gwall gwallau
    gweithiwr gweithwyr gweithwraig
    gweld gwel gweled gweler
    gwers gwersi
    gwlad gwledydd
    gwneud gwna gwnaf gwnei gwnawn gwnewch gwnânt gwneir gwnaed gwnaeth gwnes
    gwneud gwnaethom gwnaethoch gwnaethant gwnâi gwnaent gwneid gwnelo gwneler gwneuthur gwnaethpwyd
    gŵr gwŷr
    gwrando gwrandaw gwrandew
    gwrthdaro gwrthdrawiad
    gwybod gwyddoch gwyddom gwyddant gŵyr gwyddys gwyddai
    gwydr gwydrau
    gwyn gwen gwynion
    gyrru gyr gyrwr gyrwyr
    haf hafau
    hawdd haws hawsaf
    hen hŷn hynaf
    heol heolydd hewl
    hogyn hogiau hogan genod
    iaith ieithoedd
    iâr ieir
    ifanc ieuengaf ifainc ieuanc
    isel isaf
    llais lleisiau
    llenwi llenwch llenwyd llenwir
    lles llesiant
    lleuad lleuadau
    llinell llinellau
    llechen llechi
    llo lloi
    lloer lloerau
    llofrudd llofruddion
    llu lluoedd
    llun lluniau
    llwybr llwybrau
    llwyfan llwyfannau
    llyfr llyfrau
    llygad llygaid
    llys llysoedd
    llythyr llythyrau llythyron
    llythyren llythrennau
    mab meibion
    maen meini
    maes meysydd
    mam mamau
    marw meirw marwolaeth
    mawr mwyaf mawrion
    meddwl meddyl
    menter mentrau
    mil miloedd
    mis misoedd
    modd moddau
    mochyn moch
    modryb modrabedd
    môr moroedd
    mynd awn ewch ânt aeth aethom aethoch aethant euthum âi
    nai neiaint
    neges negeseuon negeseuau
    nith nithoedd
    nodyn nodau nodiadau
    nos nosweithiau noson
    oen ŵyn
    papur papurau
    peiriant peiriannau
    pêl peli
    pennaeth penaethiaid
    pennawd penawdau
    pensaer penseiri
    perthyn perthynas perthnasau
    plaid pleidiau
    plentyn plant
    pobl pobloedd
    prifathro prifathrawon prifathrawes prifathrawesau
    problem problemau
    proses prosesau
    pwnc pynciau
    pwys pwysau
    pysgodyn pysgod
    rhegi rheg rhegfeydd
    rheswm rhesymau
    rhestr rhestri rhestrau
    rheol rheolau
    rhiant rhieni
    rhoi rhof rhown rhowch rhônt rhoir rhoes rhoed rhodd rhoddi
    rhwyd rhwydi
    rhyw rhywiau
    safbwynt safbwyntiau
    saer seiri
    saeth saethau
    sain seiniau
    sant saint
    seren sêr
    sgwrs sgyrsiau sgwrsio
    siaradwr siaradwyr
    siop siopau
    stori straeon storïau
    sylw sylwadau
    syml symlach symlaf
    tad tadau
    tafarn tafarndai
    taflen taflenni
    taith teithiau
    tân tanau
    teulu teuluoedd
    tir tiroedd
    tlawd tlodion
    traed troed
    tref trefi trefydd
    trist tristach
    tro troeon
    troi trof trown trowch troir trowyd
    trosedd troseddau
    trwm trom trymion trymach
    twll tyllau
    twrnai twrneiod
    twyll twyllo
    tŷ tai
    tymor tymhorau
    tyst tystion
    tywysog tywysogion
    uchel uwch uchaf
    wal waliau
    wyneb wynebau
    ŵyr wyrion wyres
    wythnos wythnosau
    ymddwyn ymddyg
    ymwneud ymwna ymwneir ymwnaed
    ymyrryd ymyrr ymyriad ymyraeth
    ynys ynysoedd
    ysgrifennydd ysgrifenyddion
"""

_ENGLISH = """
    abuse abusive
    accessible accessibility
    bad worse worst
    break broke broken
    bring brought
    buy bought
    child children
    choose chose chosen choice
    come came
    complain complaint
    confidential confidentiality
    defame defamation defamatory
    discipline disciplinary
    dismiss dismissal
    do did done
    feel felt
    find found
    foot feet
    forget forgot forgotten
    get got
    give gave given
    go went gone
    good better best
    harass harassment
    hide hid hidden
    hold held
    impersonate impersonation impersonator
    keep kept
    know knew known
    leave left
    libel libellous
    lose lost
    make made
    man men
    mean meant
    meet met
    pay paid
    people person
    photo photograph photographer
    reply replies replied
    say said
    see saw seen
    send sent
    speak spoke spoken
    steal stole stolen
    swear swore sworn swearword
    take took taken
    teach taught
    tell told
    think thought
    wife wives
    woman women
    write wrote written
"""

_FAMILIES: Mapping[str, Sequence[str]] = {
    locale: [welsh.fold(line.strip()) for line in lines.strip().splitlines()]
    for locale, lines in (("cy", _WELSH), ("en", _ENGLISH))
}


def families(locale: str, terms: Iterable[Term]) -> Sequence[str]:
    """Return the families of a language's words.

    Args:
        locale: the language; a third one has none but those of its glossary.
        terms: its glossary. Two forms of one term that differ in one word say that these two words
            belong together.

    Returns:
        The words of each family, folded, with a space between them; the dictionary form first.
    """
    told = dict.fromkeys(_FAMILIES.get(locale, ()))
    for term in terms:
        first, *others = ([word.plain for word in welsh.words(form)] for form in term.target)
        for other in others:
            pairs = [pair for pair in zip(first, other, strict=False) if pair[0] != pair[1]]
            if len(other) == len(first) and len(pairs) == 1:
                told.setdefault(" ".join(pairs[0]))
    return list(told)

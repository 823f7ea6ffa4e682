//! One request and its counterpart.

use entail_lineage::administration::{
    Admit, Adopt, CascadeRequest, Disown, Labelled, LineageWrites, Relabelled, admit, adopt,
    cascade, disown,
};
use entail_lineage::create::{CreateObject, CreatePrincipal, create_object, create_principal};
use entail_lineage::gates::obtain::{Obtain, assume_role};
use entail_lineage::gates::session_policy::{self, Edits};
use entail_lineage::gates::write::{Write, check};
use entail_lineage::lifecycle::{
    DirectSource, Outcome as Changed, PutPermissionsBoundary, delete_permissions_boundary,
    delete_transitive_boundary, put_permissions_boundary,
};
use entail_lineage::{
    AdoptMode, BoundaryPolicy, CascadeChange, Marking, ObjectKind, ObtainMode, PolicyId,
    PrincipalId, PrincipalKind, PrincipalLineage, Reference, SessionLineage, Standing,
};
use entail_testkit::client::{Answer as Reply, Caller};

use super::Random;
use super::mirror::{Answer, Mirror, Outcome};
use crate::support::GATE;
use crate::support::documents::{ADMINISTRATOR_ACCESS, allow_all, trust_account};
use crate::support::house::{ACCOUNT, House};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    User,
    Role,
    Policy,
    Group,
}

/// Something with a label.
#[derive(Debug, Clone)]
pub(super) struct Thing {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) id: String,
    pub(super) arn: String,
}

impl Thing {
    pub(super) fn reference(&self) -> Reference {
        match self.kind {
            Kind::User | Kind::Role => Reference::Principal(self.id.as_str().into()),
            Kind::Policy | Kind::Group => Reference::Object(self.id.as_str().into()),
        }
    }

    /// As an operation's name and its first parameter say it.
    fn noun(&self) -> (&'static str, &'static str) {
        match self.kind {
            Kind::User => ("User", "UserName"),
            Kind::Role => ("Role", "RoleName"),
            Kind::Policy => ("Policy", "PolicyName"),
            Kind::Group => ("Group", "GroupName"),
        }
    }
}

/// Somebody with credentials, on the server and in the mirror.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    caller: Caller,
    session: SessionLineage,
}

/// A server, its mirror, and the steps so far.
#[derive(Debug)]
pub(super) struct Walk {
    _house: House,
    pub(super) mirror: Mirror,
    pub(super) things: Vec<Thing>,
    people: Vec<Person>,
    random: Random,
    pub(super) taken: Vec<String>,
}

/// More people or things add requests, and no new questions.
const PEOPLE_MAX: usize = 9;
const THINGS_MAX: usize = 14;

impl Walk {
    /// The root user, an administrator, and two lines of a developer each.
    pub(super) async fn new(random: Random) -> Self {
        let house = House::new().await;
        let root: PrincipalId = ACCOUNT.into();
        let people = vec![Person {
            name: "root".to_owned(),
            caller: house.root.clone(),
            session: SessionLineage::long_term("root".into(), root.clone()),
        }];
        let mut mirror = Mirror::default();
        let record = PrincipalLineage::unlabelled(root, PrincipalKind::Root, ACCOUNT.into());
        mirror.memory.put(record);
        let (things, taken) = (Vec::new(), Vec::new());
        let mut walk = Self { _house: house, mirror, things, people, random, taken };
        let root = walk.people[0].clone();
        for (seal, developer) in [("t", "dev"), ("t2", "dev2")] {
            walk.create(&root, Kind::Policy, seal).await;
            walk.create(&root, Kind::User, developer).await;
            let (policy, user) = (walk.thing_named(seal), walk.thing_named(developer));
            walk.create_access_key(&root, &user).await;
            walk.put(&root, &user, &policy, "TransitivePermissionsBoundary").await;
        }
        walk.create(&root, Kind::Role, "shared").await;
        walk
    }

    pub(super) fn root(&self) -> &Caller {
        &self.people[0].caller
    }

    /// One request by somebody, whatever comes of it; `None` where there is nothing to do it to.
    pub(super) async fn step(&mut self) -> Option<Outcome> {
        let by = self.random.pick(&self.people)?.clone();
        let name = format!("x{}", self.taken.len());
        let operation = self.random.below(23);
        match operation {
            0..=4 if self.things.len() >= THINGS_MAX => None,
            0 | 1 => Some(self.create(&by, Kind::Role, &name).await),
            2 => Some(self.create(&by, Kind::User, &name).await),
            3 => Some(self.create(&by, Kind::Policy, &name).await),
            4 => Some(self.create(&by, Kind::Group, &name).await),
            5..=8 => self.assume(&by).await,
            9 => self.attach(&by).await,
            10 | 11 => self.edit_policy(&by).await,
            12 => self.add_member(&by).await,
            13 => self.write(&by).await,
            14 | 15 => {
                let (target, policy) = self.boundable_and_policy()?;
                Some(self.put(&by, &target, &policy, "PermissionsBoundary").await)
            }
            16 => {
                let (target, policy) = self.boundable_and_policy()?;
                Some(self.put(&by, &target, &policy, "TransitivePermissionsBoundary").await)
            }
            17 => self.delete_boundary(&by).await,
            18 => {
                let user = self.thing(&[Kind::User])?;
                self.new_key(&by, &user).await
            }
            19 => self.adopt(&by).await,
            20 => self.disown(&by).await,
            21 => self.admit(&by).await,
            _ => self.cascade(&by).await,
        }
    }

    fn thing_named(&self, name: &str) -> Thing {
        self.things.iter().find(|one| one.name == name).unwrap().clone()
    }

    fn thing(&mut self, kinds: &[Kind]) -> Option<Thing> {
        let fitting: Vec<_> =
            self.things.iter().filter(|one| kinds.contains(&one.kind)).cloned().collect();
        self.random.pick(&fitting).cloned()
    }

    fn boundable_and_policy(&mut self) -> Option<(Thing, Thing)> {
        Some((self.thing(&[Kind::User, Kind::Role])?, self.thing(&[Kind::Policy])?))
    }

    /// Notes the step and asserts that server and mirror did the same with it.
    #[track_caller]
    fn agree<T>(&mut self, step: &str, expected: &Answer<T>, reply: &Reply) -> Outcome {
        let said = match reply.code().as_str() {
            "" => Outcome::Done,
            "AccessDenied" if reply.message().ends_with(GATE) => Outcome::Gate,
            _ => Outcome::Refused,
        };
        let expected = Outcome::of(expected);
        self.taken.push(format!("{step}: {expected:?}"));
        assert_eq!(said, expected, "{}\n  {}", reply.body, self.taken.join("\n  "));
        said
    }

    async fn create(&mut self, by: &Person, kind: Kind, name: &str) -> Outcome {
        let (trust, text) = (trust_account(), allow_all());
        let thing = Thing { kind, name: name.to_owned(), id: String::new(), arn: String::new() };
        let (noun, parameter) = thing.noun();
        let mut parameters = vec![(parameter, name)];
        match kind {
            Kind::Role => parameters.push(("AssumeRolePolicyDocument", trust.as_str())),
            Kind::Policy => parameters.push(("PolicyDocument", text.as_str())),
            Kind::User | Kind::Group => {}
        }
        let reply = by.caller.iam(&format!("Create{noun}"), &parameters).await;
        let id = reply.find(&format!("{noun}Id")).unwrap_or_default();
        let arn = reply.find("Arn").unwrap_or_default();
        let created = self.create_in_mirror(by, kind, &id);
        let outcome = self.agree(&format!("{} creates {name}", by.name), &created, &reply);
        if outcome != Outcome::Done {
            return outcome;
        }
        if matches!(kind, Kind::User | Kind::Role) {
            let parameters = [(parameter, name), ("PolicyArn", ADMINISTRATOR_ACCESS)];
            by.caller.iam(&format!("Attach{noun}Policy"), &parameters).await.expect_success();
        }
        self.things.push(Thing { id, arn, ..thing });
        outcome
    }

    fn create_in_mirror(&mut self, by: &Person, kind: Kind, id: &str) -> Answer<()> {
        let standing = Standing::read(&self.mirror, &by.session)?;
        let (account, time) = (ACCOUNT.into(), 1);
        let principal = match kind {
            Kind::User => Some(PrincipalKind::User),
            Kind::Role => Some(PrincipalKind::Role),
            Kind::Policy | Kind::Group => None,
        };
        if let Some(kind) = principal {
            let request = CreatePrincipal {
                id: id.into(),
                kind,
                account,
                permissions_boundary: None,
                transitive_parameter: None,
                transitive_tag: None,
                time,
            };
            let created = create_principal(&self.mirror, &standing, &request)?;
            self.mirror.memory.put(created.record);
        } else {
            let kind = if kind == Kind::Group { ObjectKind::Group } else { ObjectKind::Policy };
            let request = CreateObject { id: id.into(), kind, account, time };
            let object = create_object(&standing, &request)?;
            self.mirror.memory.objects.insert(id.into(), object);
        }
        Ok(())
    }

    fn check(&self, by: &Person, write: &Write) -> Answer<()> {
        check(&self.mirror, &Standing::read(&self.mirror, &by.session)?, write)
    }

    async fn create_access_key(&mut self, by: &Person, user: &Thing) -> Outcome {
        let reply = by.caller.iam("CreateAccessKey", &[("UserName", &user.name)]).await;
        let answer = self.check(by, &Write::Credentials(user.id.as_str().into()));
        let step = format!("{} makes a key of {}", by.name, user.name);
        let outcome = self.agree(&step, &answer, &reply);
        if outcome == Outcome::Done {
            let session = SessionLineage::long_term(
                reply.text("AccessKeyId").as_str().into(),
                user.id.as_str().into(),
            );
            let caller = by.caller.with_credentials_of(&reply);
            self.people.push(Person { name: user.name.clone(), caller, session });
        }
        outcome
    }

    /// A key, unless the user has as many as there may be.
    async fn new_key(&mut self, by: &Person, user: &Thing) -> Option<Outcome> {
        let held = self.people.iter().filter(|person| person.name == user.name).count();
        if held >= 2 || self.people.len() >= PEOPLE_MAX {
            return None;
        }
        Some(self.create_access_key(by, user).await)
    }

    async fn assume(&mut self, by: &Person) -> Option<Outcome> {
        let role = self.thing(&[Kind::Role])?;
        // A root user assumes no role.
        if by.name == "root" || self.people.len() >= PEOPLE_MAX {
            return None;
        }
        let parameters = [("RoleArn", role.arn.as_str()), ("RoleSessionName", "walk")];
        let reply = by.caller.sts("AssumeRole", &parameters).await;
        let request = Obtain {
            role: role.id.as_str().into(),
            session: reply.find("AccessKeyId").unwrap_or_default().as_str().into(),
            mode: ObtainMode::Carry,
            set: [entail_lineage::Attribute::SessionName].into(),
            inherited: [].into(),
            time: 1,
        };
        let session = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| assume_role(&self.mirror, &standing, &request));
        let name = format!("{}>{}", by.name, role.name);
        let outcome = self.agree(&name, &session, &reply);
        if let Ok(session) = session {
            let carried = session.carried.seals();
            for seal in carried.union(&session.provenance.seals()) {
                if session_policy::carried(&self.mirror, &carried, seal) == Ok(Edits::Held) {
                    self.mirror.held.insert(seal.clone());
                }
            }
            self.mirror.memory.sessions.push(session.clone());
            let caller = by.caller.with_credentials_of(&reply);
            self.people.push(Person { name, caller, session });
        }
        Some(outcome)
    }

    async fn attach(&mut self, by: &Person) -> Option<Outcome> {
        let to = self.thing(&[Kind::User, Kind::Role, Kind::Group])?;
        let policy = self.thing(&[Kind::Policy])?;
        let (noun, parameter) = to.noun();
        let parameters = [(parameter, to.name.as_str()), ("PolicyArn", policy.arn.as_str())];
        let reply = by.caller.iam(&format!("Attach{noun}Policy"), &parameters).await;
        let id = PolicyId::from(policy.id.as_str());
        let answer = self.check(by, &Write::Attach { to: to.reference(), policy: id.clone() });
        let step = format!("{} attaches {} to {}", by.name, policy.name, to.name);
        let outcome = self.agree(&step, &answer, &reply);
        if outcome == Outcome::Done {
            self.mirror.memory.attachments.insert((to.reference(), id));
        }
        Some(outcome)
    }

    async fn edit_policy(&mut self, by: &Person) -> Option<Outcome> {
        let policy = self.thing(&[Kind::Policy])?;
        let parameters = [("PolicyArn", policy.arn.as_str()), ("VersionId", "v1")];
        let reply = by.caller.iam("SetDefaultPolicyVersion", &parameters).await;
        let answer = self.check(by, &Write::Policy(policy.id.as_str().into()));
        Some(self.agree(&format!("{} edits {}", by.name, policy.name), &answer, &reply))
    }

    async fn add_member(&mut self, by: &Person) -> Option<Outcome> {
        let (user, group) = (self.thing(&[Kind::User])?, self.thing(&[Kind::Group])?);
        let parameters = [("UserName", user.name.as_str()), ("GroupName", group.name.as_str())];
        let reply = by.caller.iam("AddUserToGroup", &parameters).await;
        let write =
            Write::AddMember { user: user.id.as_str().into(), group: group.id.as_str().into() };
        let answer = self.check(by, &write);
        let step = format!("{} adds {} to {}", by.name, user.name, group.name);
        let outcome = self.agree(&step, &answer, &reply);
        if outcome == Outcome::Done {
            let edge = (user.id.as_str().into(), group.id.as_str().into());
            self.mirror.memory.members.insert(edge);
        }
        Some(outcome)
    }

    /// An inline policy that allows what is allowed anyway.
    async fn write(&mut self, by: &Person) -> Option<Outcome> {
        let target = self.thing(&[Kind::User, Kind::Role, Kind::Group])?;
        let (noun, parameter) = target.noun();
        let text = allow_all();
        let parameters =
            [(parameter, target.name.as_str()), ("PolicyName", "p"), ("PolicyDocument", &text)];
        let reply = by.caller.iam(&format!("Put{noun}Policy"), &parameters).await;
        let write = match target.kind {
            Kind::Group => Write::Group(target.id.as_str().into()),
            _ => Write::Principal(target.id.as_str().into()),
        };
        let answer = self.check(by, &write);
        Some(self.agree(&format!("{} writes {}", by.name, target.name), &answer, &reply))
    }

    /// B or T, by the name of its parameter.
    async fn put(
        &mut self,
        by: &Person,
        target: &Thing,
        policy: &Thing,
        parameter: &str,
    ) -> Outcome {
        let (noun, name) = target.noun();
        let parameters = [(name, target.name.as_str()), (parameter, policy.arn.as_str())];
        let reply = by.caller.iam(&format!("Put{noun}PermissionsBoundary"), &parameters).await;
        let id = PolicyId::from(policy.id.as_str());
        let own = parameter == "PermissionsBoundary";
        let unmarked = BoundaryPolicy { policy: id.clone(), marking: Marking::Unmarked };
        let request = PutPermissionsBoundary {
            target: target.id.as_str().into(),
            permissions_boundary: own.then_some(unmarked),
            transitive_boundary: (!own).then_some(id),
        };
        let changed = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| put_permissions_boundary(&self.mirror, &standing, &request));
        let step = format!("{} puts {parameter} {} on {}", by.name, policy.name, target.name);
        let outcome = self.agree(&step, &changed, &reply);
        self.store(changed);
        outcome
    }

    fn store(&mut self, changed: Answer<Changed>) {
        if let Ok(changed) = changed {
            self.mirror.memory.put(changed.record);
        }
    }

    async fn delete_boundary(&mut self, by: &Person) -> Option<Outcome> {
        let target = self.thing(&[Kind::User, Kind::Role])?;
        let id = PrincipalId::from(target.id.as_str());
        let record = &self.mirror.memory.principals[&id];
        let transitive = record.transitive_boundary.as_ref().map(|t| t.policy.to_string());
        let (noun, name) = target.noun();
        let mut parameters = vec![(name, target.name.clone())];
        let standing = Standing::read(&self.mirror, &by.session);
        let changed = if record.permissions_boundary.is_some() {
            standing.and_then(|it| delete_permissions_boundary(&self.mirror, &it, &id))
        } else {
            let seal = self.things.iter().find(|one| Some(&one.id) == transitive.as_ref())?;
            parameters.push(("TransitivePermissionsBoundary", seal.arn.clone()));
            let source = DirectSource::Parameter;
            standing.and_then(|it| delete_transitive_boundary(&self.mirror, &it, &id, source))
        };
        let parameters: Vec<_> =
            parameters.iter().map(|(key, value)| (*key, value.as_str())).collect();
        let reply = by.caller.iam(&format!("Delete{noun}PermissionsBoundary"), &parameters).await;
        let step = format!("{} deletes a boundary of {}", by.name, target.name);
        let outcome = self.agree(&step, &changed, &reply);
        self.store(changed);
        Some(outcome)
    }

    async fn adopt(&mut self, by: &Person) -> Option<Outcome> {
        let object = self.thing(&[Kind::User, Kind::Role, Kind::Policy, Kind::Group])?;
        let seal = self.thing(&[Kind::Policy])?;
        let (mode, told) =
            *self.random.pick(&[(AdoptMode::Pass, "Pass"), (AdoptMode::Write, "Write")])?;
        let parameters =
            [("ResourceArn", object.arn.as_str()), ("PolicyArn", &seal.arn), ("Mode", told)];
        let reply = by.caller.entail("Adopt", &parameters).await;
        let request = Adopt { object: object.reference(), seal: seal.id.as_str().into(), mode };
        let adopted = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| adopt(&self.mirror, &standing, &request));
        let step = format!("{} adopts {} into {} ({told})", by.name, object.name, seal.name);
        let outcome = self.agree(&step, &adopted, &reply);
        self.relabel(adopted);
        Some(outcome)
    }

    async fn disown(&mut self, by: &Person) -> Option<Outcome> {
        let object = self.thing(&[Kind::User, Kind::Role, Kind::Policy, Kind::Group])?;
        let seal = self.thing(&[Kind::Policy])?;
        let parameters = [
            ("ResourceArn", object.arn.as_str()),
            ("PolicyArn", &seal.arn),
            ("AcceptWrites", "true"),
        ];
        let reply = by.caller.entail("Disown", &parameters).await;
        let request = Disown {
            object: object.reference(),
            seal: seal.id.as_str().into(),
            writes: LineageWrites::Accept,
        };
        let disowned = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| disown(&self.mirror, &standing, &request));
        let step = format!("{} disowns {} from {}", by.name, object.name, seal.name);
        let outcome = self.agree(&step, &disowned, &reply);
        self.relabel(disowned);
        Some(outcome)
    }

    async fn admit(&mut self, by: &Person) -> Option<Outcome> {
        let (role, seal) = (self.thing(&[Kind::Role])?, self.thing(&[Kind::Policy])?);
        let parameters = [("RoleArn", role.arn.as_str()), ("PolicyArn", &seal.arn)];
        let reply = by.caller.entail("Admit", &parameters).await;
        let request = Admit { role: role.id.as_str().into(), seal: seal.id.as_str().into() };
        let admitted = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| admit(&self.mirror, &standing, &request));
        let step = format!("{} admits {} to {}", by.name, seal.name, role.name);
        let outcome = self.agree(&step, &admitted, &reply);
        if let Ok(record) = admitted {
            self.mirror.memory.put(record);
        }
        Some(outcome)
    }

    fn relabel(&mut self, relabelled: Answer<Relabelled>) {
        match relabelled.map(|relabelled| relabelled.record) {
            Ok(Labelled::Principal(record)) => self.mirror.memory.put(*record),
            Ok(Labelled::Object(record)) => {
                self.mirror.memory.objects.insert(record.id.clone(), *record);
            }
            Err(_) => {}
        }
    }

    async fn cascade(&mut self, by: &Person) -> Option<Outcome> {
        let root = self.thing(&[Kind::User, Kind::Role])?;
        let record = &self.mirror.memory.principals[&root.id.as_str().into()];
        let seal = record.transitive_boundary.as_ref()?.policy.clone();
        let reply = by
            .caller
            .entail("CascadeTransitiveBoundary", &[("PrincipalArn", root.arn.as_str())])
            .await;
        let request = CascadeRequest {
            root: root.id.as_str().into(),
            seal,
            change: CascadeChange::Added,
            writes: LineageWrites::Refuse,
            time: 1,
        };
        let cascaded = Standing::read(&self.mirror, &by.session)
            .and_then(|standing| cascade(&self.mirror, &standing, &request));
        let step = format!("{} cascades from {}", by.name, root.name);
        let outcome = self.agree(&step, &cascaded, &reply);
        if let Ok(cascaded) = cascaded {
            let memory = &mut self.mirror.memory;
            memory.cascades.insert(root.id.as_str().into(), cascaded.cascades);
            memory.cascade_revision = cascaded.revision;
        }
        Some(outcome)
    }
}

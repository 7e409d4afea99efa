# The image in which `course grade --sandbox container` runs submissions, where bubblewrap is missing (macOS).
# Each side of a submission runs the grader's own command line, so Python and the course lie at the same paths as outside:
#   docker build -f deploy/grader.Dockerfile --build-arg PLACE="$PWD" -t course-grader .
FROM python:3.11-slim-bookworm
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends git make \
    && rm -rf /var/lib/apt/lists/*
ARG PLACE
WORKDIR ${PLACE}
# Not the solutions: what runs in a container must not find them there.
COPY Makefile pyproject.toml requirements.lock README.md LICENSE ./
COPY course course
COPY datasets datasets
RUN make setup && chmod -R a+rX "${PLACE}"
USER 1000:1000
